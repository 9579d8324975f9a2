/// Decimal numbers as people and programs write them: `1000000`, `8437.55`, `.02`, `2e-2`. Read exactly, without binary floating point.
public enum DecimalText {
  /// What to do with digits beyond those that are kept.
  public enum Surplus: Sendable { case refused, roundedHalfUp }

  /// The number in units of 10^-`decimals`; `nil` when `text` is no decimal number, has a surplus that is refused, or leaves 64 bits.
  public static func units(_ text: some StringProtocol, decimals: Int, surplus: Surplus = .refused) -> Int64? {
    guard let number = parse(text) else { return nil }
    let shift = decimals + number.exponent
    if number.digits.allSatisfy({ $0 == 0 }) { return 0 }
    guard shift + number.digits.count <= 19 else { return nil }
    let kept = max(0, min(number.digits.count, number.digits.count + shift))
    let rest = number.digits[kept...]
    if surplus == .refused, rest.contains(where: { $0 != 0 }) { return nil }
    var value: Int128 = 0
    for digit in number.digits[..<kept] { value = value * 10 + Int128(digit) }
    for _ in 0..<max(0, shift) { value *= 10 }
    // A number so small that even the first digit lies beyond the one that decides rounds to zero.
    if number.digits.count + shift >= 0, let next = rest.first, next >= 5 { value += 1 }
    return Int64(exactly: number.isNegative ? -value : value)
  }

  /// `units` of 10^-`decimals` with exactly that many digits after the point.
  public static func text(_ units: Int64, decimals: Int) -> String {
    guard decimals > 0 else { return String(units) }
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    return (units < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  private static func parse(_ text: some StringProtocol) -> (isNegative: Bool, digits: [UInt8], exponent: Int)? {
    var bytes = Substring(text).utf8
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var digits: [UInt8] = []
    var exponent = 0
    var hasPoint = false
    while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
      bytes.removeFirst()
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if (48...57).contains(byte), digits.count < 100 {
        if !(digits.isEmpty && byte == 48 && !hasPoint) || bytes.isEmpty { digits.append(byte - 48) }
        if hasPoint { exponent -= 1 }
      } else {
        return nil
      }
    }
    let hasDigits = Substring(text).utf8.contains { (48...57).contains($0) }
    guard hasDigits, Substring(text).utf8.first.map({ $0 | 0x20 != UInt8(ascii: "e") }) == true else { return nil }
    if !bytes.isEmpty {
      guard let power = Int(String(Substring(bytes.dropFirst()))), power.magnitude <= 100 else { return nil }
      exponent += power
    }
    return (isNegative, digits, exponent)
  }
}

package import Contracts

/// Dates in the committed sample are `{{n}}`: n days after the business date that it is loaded with.
package enum SeedDates {
  package enum Failure: Error, Equatable {
    /// `{{` without a number and `}}` after it; the value is its offset in bytes.
    case malformed(Int)
  }

  /// A copy of `bytes` with every `{{n}}` written as a date.
  package static func resolve(_ bytes: some RandomAccessCollection<UInt8>, businessDate: CalendarDate) throws -> [UInt8] {
    var resolved: [UInt8] = []
    resolved.reserveCapacity(bytes.count + 64)
    var rest = bytes[...]
    while let byte = rest.first {
      guard byte == UInt8(ascii: "{"), rest.dropFirst().first == byte else {
        resolved.append(byte)
        rest = rest.dropFirst()
        continue
      }
      let digits = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
      guard let day = Int(String(decoding: digits, as: UTF8.self)), rest.dropFirst(2 + digits.count).starts(with: "}}".utf8) else {
        throw Failure.malformed(bytes.distance(from: bytes.startIndex, to: rest.startIndex))
      }
      resolved.append(contentsOf: businessDate.advanced(byDays: day).description.utf8)
      rest = rest.dropFirst(digits.count + 4)
    }
    return resolved
  }
}

/// Days of the week, Monday first, and with them perhaps all holidays.
struct DaySet: Sendable, Equatable {
  /// Bit 0 is Monday, bit 6 Sunday, bit 7 any holiday.
  let bits: UInt8

  static let every = DaySet(bits: 0x7F)

  /// `weekday` counts from Monday = 0.
  func contains(weekday: Int) -> Bool { bits & (1 << UInt8(weekday)) != 0 }

  var namesHolidays: Bool { bits & 0x80 != 0 }

  private init(bits: UInt8) { self.bits = bits }

  private static let names = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

  static func weekday(named name: some StringProtocol) -> Int? { names.firstIndex { $0 == name } }

  /// Reads `MON-FRI`, `SAT`, `SUN+HOL` or `*`; `nil` for anything else.
  init?(_ text: String) {
    if text == "*" {
      self = .every
      return
    }
    var bits: UInt8 = 0
    for part in text.split(separator: "+") {
      if part == "HOL" {
        bits |= 0x80
        continue
      }
      let ends = part.split(separator: "-").map { Self.weekday(named: $0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last, ends.count <= 2 else { return nil }
      for day in first...last { bits |= 1 << UInt8(day) }
    }
    guard bits != 0 else { return nil }
    self.init(bits: bits)
  }
}

/// The holidays of one jurisdiction, one bit per day of the years that are known.
struct HolidayCalendar: Sendable {
  enum Status { case working, holiday, unknown }

  /// Days since 1970 of the first known day.
  private let first: Int
  private let count: Int
  private let bits: [UInt64]

  /// Nothing is known of any day.
  static let missing = HolidayCalendar(first: 0, count: 0, days: [])

  /// Knows `count` days from `first` on; `days` that lie outside are ignored.
  init(first: Int, count: Int, days: [Int]) {
    self.first = first
    self.count = count
    var bits = [UInt64](repeating: 0, count: (count + 63) / 64)
    for day in days where day >= first && day < first + count {
      bits[(day - first) / 64] |= 1 << UInt64((day - first) % 64)
    }
    self.bits = bits
  }

  func status(ofDay day: Int) -> Status {
    let index = day - first
    guard index >= 0, index < count else { return .unknown }
    return bits[index / 64] & (1 << UInt64(index % 64)) != 0 ? .holiday : .working
  }
}

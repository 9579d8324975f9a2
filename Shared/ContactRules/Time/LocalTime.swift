/// A date and a time of day as a clock on the spot shows them.
struct LocalTime {
  static let day: Int64 = 86_400_000

  /// Days since 1970-01-01.
  let day: Int
  /// Whole minutes since midnight.
  let minute: Int

  /// `milliseconds` since 1970 by the local clock.
  init(milliseconds: Int64) {
    // Rounded down, so that an instant before 1970 belongs to the day that it is in.
    let days = milliseconds >= 0 ? milliseconds / Self.day : (milliseconds - Self.day + 1) / Self.day
    day = Int(days)
    minute = Int((milliseconds - days * Self.day) / 60_000)
  }

  /// From Monday = 0.
  static func weekday(ofDay day: Int) -> Int {
    // 1970-01-01 was a Thursday.
    let rest = (day + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }
}

import Contracts

/// The clock of a zone as a POSIX TZ string states it (IEEE Std 1003.1, section 8.3, with the longer hours of RFC 8536, 3.3.1):
/// `<-05>5`, or `EST5EDT,M3.2.0,M11.1.0` for a zone with summer time. Only the `M` form of dates is read; the tz database uses no other
/// for the zones we hold.
struct PosixClock {
  /// Seconds east of Greenwich.
  let standard: Int
  let summer: Summer?

  struct Summer {
    let offset: Int
    let start: Change
    let end: Change
  }

  /// A moment of the year at which the clock is changed, by the clock that is valid until then.
  struct Change {
    let month: Int
    /// 1 to 4, or 5 for the last one of the month.
    let week: Int
    /// From Sunday = 0.
    let weekday: Int
    /// Seconds after midnight; may be negative or above a day.
    let time: Int

    /// Seconds of local time since 1970 in `year`.
    func localSeconds(in year: Int) -> Int {
      let first = Int(CalendarDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0)
      let next = Int(CalendarDate(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)?.daysSince1970 ?? 0)
      // 1970-01-01 was a Thursday, 4 when Sunday is 0.
      let lead = (weekday - (first + 4) % 7 + 7) % 7
      var day = first + lead + (week - 1) * 7
      if day >= next { day -= 7 }
      return day * 86_400 + time
    }
  }

  init?(_ text: String) {
    var scanner = Scanner(text)
    guard scanner.skipName(), let west = scanner.clock() else { return nil }
    standard = -west
    guard !scanner.isAtEnd else {
      summer = nil
      return
    }
    guard scanner.skipName() else { return nil }
    var offset = standard + 3_600
    if !scanner.skip(",") {
      guard let west = scanner.clock(), scanner.skip(",") else { return nil }
      offset = -west
    }
    guard let start = scanner.change(), scanner.skip(","), let end = scanner.change(), scanner.isAtEnd else { return nil }
    summer = Summer(offset: offset, start: start, end: end)
  }

  /// Reads the parts of a TZ string from the left.
  private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { isAtEnd ? nil : bytes[position] }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard next == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    /// An abbreviation: letters, or anything between angle brackets.
    mutating func skipName() -> Bool {
      let start = position
      if skip("<") {
        while let byte = next, byte != UInt8(ascii: ">") {
          _ = byte
          position += 1
        }
        return skip(">")
      }
      while let byte = next, (byte | 0x20) >= UInt8(ascii: "a"), (byte | 0x20) <= UInt8(ascii: "z") { position += 1 }
      return position - start >= 3
    }

    mutating func number() -> Int? {
      let start = position
      var value = 0
      while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), position - start < 3 {
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
        position += 1
      }
      return position > start ? value : nil
    }

    /// `[+-]h[:mm[:ss]]` as seconds.
    mutating func clock() -> Int? {
      let sign = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard let hours = number() else { return nil }
      var seconds = hours * 3_600
      for unit in [60, 1] where skip(":") {
        guard let value = number() else { return nil }
        seconds += value * unit
      }
      return sign * seconds
    }

    /// `Mm.w.d[/time]`
    mutating func change() -> Change? {
      guard skip("M"), let month = number(), (1...12).contains(month), skip("."), let week = number(), (1...5).contains(week), skip("."),
        let weekday = number(), weekday < 7
      else { return nil }
      guard skip("/") else { return Change(month: month, week: week, weekday: weekday, time: 7_200) }
      guard let time = clock() else { return nil }
      return Change(month: month, week: week, weekday: weekday, time: time)
    }
  }
}

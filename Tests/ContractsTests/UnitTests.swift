import Contracts
import Testing

@Suite("Instant")
struct InstantTests {
  @Test(
    "is written as RFC 3339 in UTC with milliseconds",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_795_362_120_007, "2026-11-22T15:42:00.007Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func text(_ milliseconds: Int64, _ text: String) {
    #expect(Instant(milliseconds: milliseconds).description == text)
    #expect(Instant(text) == Instant(milliseconds: milliseconds))
  }

  @Test(
    "reads any offset, either letter case, a space for the T, and cuts fractions beyond milliseconds",
    arguments: [
      ("2026-11-22T10:42:00-05:00", "2026-11-22T15:42:00.000Z"), ("2026-11-22t15:42:00z", "2026-11-22T15:42:00.000Z"),
      ("2026-11-22 15:42:00.5Z", "2026-11-22T15:42:00.500Z"), ("2026-11-23T01:12:00.123999+09:30", "2026-11-22T15:42:00.123Z"),
    ])
  func offsets(_ given: String, _ expected: String) { #expect(Instant(given)?.description == expected) }

  @Test(
    "refuses what is no date-time",
    arguments: [
      "", "2026-11-22", "2026-11-22T10:42Z", "2026-11-22T10:42:00", "2026-02-29T10:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
      "2026-11-22T10:42:00.Z", "2026-11-22T10:42:00Zx", "2026-11-22T10:42:00+25:00", "1795362120007",
    ])
  func refused(_ text: String) { #expect(Instant(text) == nil) }

  @Test("counts and rounds down across 1970")
  func arithmetic() {
    let instant = Instant(milliseconds: -500)
    #expect(instant.dateInUTC.description == "1969-12-31")
    #expect(instant.advanced(by: Seconds(2)).milliseconds == 1_500)
    #expect(instant.seconds(since: Instant(milliseconds: 0)).value == -1)
    #expect(Instant(milliseconds: 86_400_000).dateInUTC.description == "1970-01-02")
  }

  @Test("goes through JSON, and a wrong text is a decoding error")
  func coding() throws {
    let bytes = try EventCoding.encode([Instant(milliseconds: 7)])
    #expect(String(decoding: bytes, as: UTF8.self) == #"["1970-01-01T00:00:00.007Z"]"#)
    #expect(try EventCoding.decode([Instant].self, from: bytes) == [Instant(milliseconds: 7)])
    #expect(throws: DecodingError.self) { try EventCoding.decode([Instant].self, from: Array(#"["soon"]"#.utf8)) }
  }
}

@Suite("CalendarDate")
struct CalendarDateTests {
  @Test(
    "knows the days of known dates",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-22", 20_779), ("0001-01-01", -719_162),
      ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func known(_ text: String, _ days: Int32) {
    #expect(CalendarDate(text)?.daysSince1970 == days)
    #expect(CalendarDate(daysSince1970: days).description == text)
  }

  @Test("every day of four centuries goes to components and back, weekday after weekday")
  func everyDay() throws {
    var weekday = try #require(CalendarDate("1800-01-01")?.weekday)
    #expect(weekday == .wednesday)
    for days in Int32(-62_091)..<(-62_091 + 146_097) {
      let date = CalendarDate(daysSince1970: days)
      let parts = date.components
      let back = CalendarDate(year: parts.year, month: parts.month, day: parts.day)
      guard back == date, date.weekday == weekday else {
        Issue.record("\(date) \(weekday)")
        return
      }
      weekday = Weekday.allCases[((Weekday.allCases.firstIndex(of: weekday) ?? 0) + 1) % 7]
    }
  }

  @Test(
    "refuses what is no date",
    arguments: [
      "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "26-01-01", "2026-01-01T", "0000-01-01", "",
    ])
  func refused(_ text: String) { #expect(CalendarDate(text) == nil) }

  @Test("counts days across months and leap years")
  func arithmetic() throws {
    let date = try #require(CalendarDate(year: 2024, month: 2, day: 28))
    #expect(date.advanced(byDays: 2).description == "2024-03-01")
    #expect(date.advanced(byDays: -59).description == "2023-12-31")
    #expect(date.advanced(byDays: 366).days(since: date) == 366)
    #expect(date < date.advanced(byDays: 1))
    #expect(CalendarDate("2026-11-22")?.weekday == .sunday)
  }
}

@Suite("Money and quantities")
struct MoneyTests {
  @Test("a currency knows its decimals; an unknown one does not exist")
  func decimals() throws {
    #expect(Currency.pen.decimals == 2)
    #expect(Currency.cop.decimals == 0)
    #expect(Currency(rawValue: "CLP")?.decimals == 0)
    #expect(Currency(rawValue: "XXX") == nil)
    #expect(Currency(rawValue: "pen") == nil)
    #expect(throws: DecodingError.self) { try EventCoding.decode([Currency].self, from: Array(#"["XXX"]"#.utf8)) }
  }

  @Test("an amount is exact to the last minor unit, and a fraction of one is refused")
  func exact() throws {
    let money = Money(minor: .max, currency: .cop)
    #expect(try EventCoding.decode(Money.self, from: try EventCoding.encode(money)) == money)
    #expect(throws: DecodingError.self) { try EventCoding.decode(Money.self, from: Array(#"{"minor":1.5,"currency":"PEN"}"#.utf8)) }
  }

  @Test("a coordinate keeps its microdegrees through JSON, and the poles are the limit")
  func coordinate() throws {
    for (latitude, longitude) in [(-12_046_374, -77_042_793), (4_711_001, -74_072_099), (-90_000_000, 180_000_000), (1, -1)]
      as [(Int32, Int32)]
    {
      let place = try #require(Coordinate(latitudeE6: latitude, longitudeE6: longitude))
      #expect(try EventCoding.decode(Coordinate.self, from: try EventCoding.encode(place)) == place)
    }
    #expect(Coordinate(latitude: 90.1, longitude: 0) == nil)
    #expect(Coordinate(latitude: 0, longitude: .nan) == nil)
    #expect(throws: DecodingError.self) { try EventCoding.decode(Coordinate.self, from: Array(#"{"lat":91,"lon":0}"#.utf8)) }
  }

  @Test("metres and seconds are bare integers on the wire")
  func quantities() throws {
    #expect(String(decoding: try EventCoding.encode([Metres(3)]), as: UTF8.self) == "[3]")
    #expect(try EventCoding.decode([Seconds].self, from: Array("[4]".utf8)) == [Seconds(4)])
    #expect(Metres(1) < Metres(2))
  }
}

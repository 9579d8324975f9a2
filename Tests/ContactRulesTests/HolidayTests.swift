import ContactRules
import Contracts
import Testing

/// Dates as the governments published them.
@Suite struct HolidayTests {
  private func holidays(_ country: String, _ year: Int) -> [String] {
    let first = CalendarDate(year: year, month: 1, day: 1)!
    return (0..<366).map { first.advanced(byDays: $0) }
      .filter { $0.components.year == year && Law.rules.isHoliday($0, in: Jurisdiction(country)) == true }
      .map { String($0.description.dropFirst(5)) }
  }

  @Test(
    "V08: Colombia's holidays are those of the calendar",
    arguments: [
      (2025, "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25"),
      (2026, "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25"),
      (2027, "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25"),
      (2028, "01-01 01-10 03-20 04-13 04-14 05-01 05-29 06-19 06-26 07-03 07-20 08-07 08-21 10-16 11-06 11-13 12-08 12-25"),
    ])
  func colombia(year: Int, expected: String) {
    #expect(holidays("CO", year).joined(separator: " ") == expected)
  }

  @Test(
    "V08: Peru's holidays are those of the calendar",
    arguments: [
      (2026, "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
      (2027, "01-01 03-25 03-26 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
      (2028, "01-01 04-13 04-14 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
    ])
  func peru(year: Int, expected: String) {
    #expect(holidays("PE", year).joined(separator: " ") == expected)
  }

  @Test(
    "V08: holidays by week of the month fall on the known dates",
    arguments: [
      ("MX", 2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25"),
      ("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25"),
      ("US", 2027, "01-01 01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25"),
    ])
  func weeks(country: String, year: Int, expected: String) {
    #expect(holidays(country, year).joined(separator: " ") == expected)
  }

  @Test("V08: Sao Paulo's own holiday is none elsewhere in Brazil")
  func subdivision() {
    let date = CalendarDate("2026-07-09")!
    #expect(Law.rules.isHoliday(date, in: Jurisdiction("BR", subdivision: "SP")) == true)
    #expect(Law.rules.isHoliday(date, in: Jurisdiction("BR", subdivision: "RJ")) == false)
    #expect(Law.rules.isHoliday(CalendarDate("2026-09-07")!, in: Jurisdiction("BR", subdivision: "SP")) == true)
  }

  @Test("V08: a year without a list of holidays refuses and says so; what never depends on holidays stays open")
  func missingCalendar() throws {
    let decision = Law.rules.decide(Law.request("PE", .visit, "2040-11-21T12:00-05:00"))
    #expect(decision.codes == [.calendarMissing])
    #expect(decision.ruleIDs.names == ["PE-01"])
    #expect(decision.nextAllowedAt == nil)
    #expect(Law.rules.isHoliday(CalendarDate("2040-11-21")!, in: Jurisdiction("PE")) == nil)
    let windows = Law.rules.windows(on: CalendarDate("2040-11-21")!, for: Law.request("PE", .visit, "2040-11-21T12:00-05:00"))
    #expect(windows.windows.isEmpty && windows.reasons.map(\.code) == [.calendarMissing])
    #expect(Law.rules.decide(Law.request("US", .call, "2040-11-21T12:00-05:00", zone: "America/New_York")).allowed)

    // A country without any list.
    var sources = RuleSources.bundled
    sources.holidayYears = "country,from_year,to_year,note\n"
    #expect(try ContactRules(sources).decide(Law.request("CO", .email, "2026-11-25T12:00-05:00")).codes == [.calendarMissing])
  }

  @Test("V08: an operator adds a holiday by a line of data")
  func added() throws {
    var sources = RuleSources.bundled
    sources.holidays += "PE,,2026-11-25,extraordinary\n"
    let request = Law.request("PE", .visit, "2026-11-25T12:00-05:00")
    #expect(try ContactRules(sources).decide(request).codes == [.holiday])
    #expect(Law.rules.decide(request).allowed)
  }
}

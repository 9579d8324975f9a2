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
    "V08, C48: every country's holidays are those of its calendar",
    arguments: [
      ("CO", 2026, "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25"),
      ("CO", 2027, "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25"),
      ("CO", 2028, "01-01 01-10 03-20 04-13 04-14 05-01 05-29 06-19 06-26 07-03 07-10 07-20 08-07 08-21 10-16 11-06 11-13 12-08 12-25"),
      ("PE", 2026, "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
      ("PE", 2027, "01-01 03-25 03-26 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
      ("PE", 2028, "01-01 04-13 04-14 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"),
      ("MX", 2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25"),
      ("MX", 2027, "01-01 02-01 03-15 05-01 09-16 11-15 12-25"),
      ("MX", 2028, "01-01 02-07 03-20 05-01 09-16 11-20 12-25"),
      ("CL", 2026, "01-01 04-03 04-04 05-01 05-21 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25"),
      ("CL", 2027, "01-01 03-26 03-27 05-01 05-21 06-21 06-28 07-16 08-15 09-17 09-18 09-19 10-11 10-31 11-01 12-08 12-25"),
      ("CL", 2028, "01-01 04-14 04-15 05-01 05-21 06-20 06-26 07-16 08-15 09-18 09-19 10-09 10-27 11-01 12-08 12-25"),
      ("EC", 2026, "01-01 02-16 02-17 04-03 05-01 05-24 05-25 08-10 10-09 11-02 11-03 12-25"),
      ("EC", 2027, "01-01 02-08 02-09 03-26 04-30 05-01 05-24 08-09 08-10 10-08 10-09 11-01 11-02 11-03 12-24 12-25 12-31"),
      ("EC", 2028, "01-01 02-28 02-29 04-14 05-01 05-24 05-26 08-10 08-11 10-09 11-02 11-03 12-25"),
      (
        "AR", 2026,
        "01-01 02-16 02-17 03-23 03-24 04-02 04-03 05-01 05-25 06-15 06-20 07-09 07-10 08-17 10-12 11-09 11-23 12-07 12-08 12-25"
      ),
      ("AR", 2027, "01-01 02-08 02-09 03-24 03-25 03-26 04-02 05-01 05-25 06-20 06-21 07-09 08-16 10-11 11-20 12-08 12-25"),
      ("AR", 2028, "01-01 02-28 02-29 03-24 04-02 04-13 04-14 05-01 05-25 06-17 06-20 07-09 08-21 10-16 11-20 12-08 12-25"),
      ("BR", 2026, "01-01 02-16 02-17 04-03 04-21 05-01 06-04 09-07 10-12 11-02 11-15 11-20 12-25"),
      ("BR", 2027, "01-01 02-08 02-09 03-26 04-21 05-01 05-27 09-07 10-12 11-02 11-15 11-20 12-25"),
      ("BR", 2028, "01-01 02-28 02-29 04-14 04-21 05-01 06-15 09-07 10-12 11-02 11-15 11-20 12-25"),
      ("GT", 2026, "01-01 04-02 04-03 04-04 05-01 06-29 08-15 09-15 10-20 11-01 12-24 12-25 12-31"),
      ("GT", 2027, "01-01 03-25 03-26 03-27 05-01 06-28 08-15 09-15 10-20 11-01 12-24 12-25 12-31"),
      ("GT", 2028, "01-01 04-13 04-14 04-15 05-01 07-03 08-15 09-15 10-20 11-01 12-24 12-25 12-31"),
      ("ES", 2026, "01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25"),
      ("ES", 2027, "01-01 01-06 03-26 05-01 08-15 10-12 11-01 12-06 12-08 12-25"),
      ("ES", 2028, "01-01 01-06 04-14 05-01 08-15 10-12 11-01 12-06 12-08 12-25"),
      ("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25"),
      ("US", 2027, "01-01 01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25"),
      ("US", 2028, "01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-11 11-23 12-25"),
    ])
  func published(country: String, year: Int, expected: String) {
    #expect(holidays(country, year).joined(separator: " ") == expected, "\(country) \(year)")
  }

  @Test("V08: Easter falls on its dates, and what moves with it moves")
  func easter() throws {
    // United States Naval Observatory, "The Date of Easter".
    let dates = [
      2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2028: "04-16", 2029: "04-01", 2030: "04-21", 2035: "03-25", 2038: "04-25",
    ]
    var sources = RuleSources.bundled
    sources.holidays = "country,subdivision,rule,name\nUS,,EASTER+0,Easter\n"
    sources.holidayYears = "country,from_year,to_year,note\nUS,2024,2040,\n"
    let rules = try ContactRules(sources)
    for (year, expected) in dates {
      let first = CalendarDate(year: year, month: 1, day: 1)!
      let found = (0..<365).map { first.advanced(byDays: $0) }.filter { rules.isHoliday($0, in: Jurisdiction("US")) == true }
      #expect(found.map(\.description) == ["\(year)-\(expected)"])
    }
  }

  @Test("V08: a holiday that a law brought in is none before that law")
  func since() {
    #expect(Law.rules.isHoliday(CalendarDate("2025-07-14")!, in: Jurisdiction("CO")) == false)
    #expect(Law.rules.isHoliday(CalendarDate("2026-07-13")!, in: Jurisdiction("CO")) == true)
  }

  @Test("V08: every country of the law has its calendar for this year and the two that follow; a missing one is named")
  func missing() throws {
    for year in 2026...2028 { #expect(Law.rules.countriesWithoutCalendar(in: year) == []) }
    #expect(Law.rules.countriesWithoutCalendar(in: 2029) == ["AR"])
    #expect(Law.rules.countriesWithoutCalendar(in: 2099) == Law.rules.countries)
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

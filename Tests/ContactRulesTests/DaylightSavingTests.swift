import ContactRules
import Contracts
import Foundation
import Testing

@Suite struct DaylightSavingTests {
  @Test("V08: hours follow the debtor's clock across daylight saving")
  func hours() {
    func allowed(_ country: String, _ at: String, _ zone: String) -> Bool {
      Law.rules.decide(Law.request(country, .call, at, zone: zone)).allowed
    }
    // Santiago: UTC-3 in summer, UTC-4 from Sunday 5 April 2026.
    #expect(allowed("CL", "2026-04-02T19:59-03:00", "America/Santiago"))
    #expect(!allowed("CL", "2026-04-02T20:00-03:00", "America/Santiago"))
    #expect(allowed("CL", "2026-04-06T20:59-03:00", "America/Santiago"))
    #expect(!allowed("CL", "2026-04-06T21:00-03:00", "America/Santiago"))
    // Punta Arenas keeps UTC-3.
    #expect(!allowed("CL", "2026-04-06T20:00-03:00", "America/Punta_Arenas"))
    // New York changes on Sunday 8 March 2026; windows are open on Sundays.
    #expect(!allowed("US", "2026-03-07T07:30-05:00", "America/New_York"))
    #expect(allowed("US", "2026-03-08T07:30-05:00", "America/New_York"))
    // Tijuana has summer time, Mexico City has none; C48.
    #expect(!allowed("MX", "2026-07-01T06:30-07:00", "America/Tijuana") && allowed("MX", "2026-07-01T07:30-07:00", "America/Tijuana"))
    #expect(allowed("MX", "2026-07-01T07:30-06:00", "America/Mexico_City"))
    #expect(!allowed("MX", "2026-07-01T07:30-06:00", "America/Tijuana"))
  }

  @Test(
    "V08: the days of every zone are as long and begin as the system's calendar says",
    arguments: [
      "America/Lima", "America/Bogota", "America/Mexico_City", "America/Tijuana", "America/Ciudad_Juarez", "America/Hermosillo",
      "America/Cancun", "America/Santiago", "America/Punta_Arenas", "Pacific/Easter", "America/Guayaquil", "Pacific/Galapagos",
      "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "America/Manaus", "America/Maceio", "America/Guatemala", "Europe/Madrid",
      "Atlantic/Canary", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
      "America/Anchorage", "America/St_Johns", "America/Havana", "UTC",
    ])
  func days(identifier: String) throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: identifier))
    // A letter may go out all day long in the United States, so that the windows of a day are the day.
    let request = Law.request("US", .letter, "2026-01-01T12:00-05:00", zone: identifier)
    var date = CalendarDate("2025-01-01")!
    while date < CalendarDate("2029-01-01")! {
      let day = Law.rules.windows(on: date, for: request)
      let (year, month, number) = date.components
      let noon = try #require(calendar.date(from: DateComponents(year: year, month: month, day: number, hour: 12)))
      let interval = try #require(calendar.dateInterval(of: .day, for: noon))
      let opens = Int64(interval.start.timeIntervalSince1970 * 1_000)
      let closes = Int64(interval.end.timeIntervalSince1970 * 1_000)
      #expect(day.windows.map(\.opens.milliseconds) == [opens], "\(identifier) \(date)")
      #expect(day.windows.map(\.closes.milliseconds) == [closes], "\(identifier) \(date)")
      date = date.advanced(byDays: 1)
    }
  }

  @Test("V08: an hour that does not exist is in no window, an hour that comes twice is open twice")
  func oddHours() throws {
    var sources = RuleSources.bundled
    sources.rules = try sources.rules.replacingRow(
      "US-01", clause: 1, columns: ["from": "02:15", "to": "02:45", "weekdays": "MON-SUN"])
    let rules = try ContactRules(sources)
    let request = Law.request("US", .call, "2026-03-08T00:00-05:00", zone: "America/New_York")
    let spring = rules.windows(on: CalendarDate("2026-03-08")!, for: request)
    #expect(spring.windows.isEmpty)
    #expect(spring.reasons.map(\.code) == [.outsideHours])
    #expect(rules.decide(request).nextAllowedAt == Law.instant("2026-03-09T02:15-04:00"))

    sources.rules = try sources.rules.replacingRow("US-01", clause: 1, columns: ["from": "01:15", "to": "01:45"])
    let autumn = try ContactRules(sources).windows(on: CalendarDate("2026-11-01")!, for: request)
    #expect(autumn.windows.map(\.opens) == [Law.instant("2026-11-01T01:15-04:00"), Law.instant("2026-11-01T01:15-05:00")])
    #expect(autumn.windows.map(\.closes) == [Law.instant("2026-11-01T01:45-04:00"), Law.instant("2026-11-01T01:45-05:00")])
  }

  @Test(
    "V08, C48: around every change of the clock the system's calendar and the rules agree on what is allowed, and on when it is next",
    arguments: [
      ("CL", "America/Santiago", "2026-04-05", 8..<20, 6), ("CL", "America/Santiago", "2026-09-06", 8..<20, 6),
      ("MX", "America/Tijuana", "2027-03-14", 7..<22, 6), ("MX", "America/Ciudad_Juarez", "2026-11-01", 7..<22, 6),
      ("MX", "America/Matamoros", "2027-11-07", 7..<22, 6), ("ES", "Europe/Madrid", "2027-03-28", 9..<21, 5),
      ("ES", "Atlantic/Canary", "2026-10-25", 9..<21, 5),
    ])
  func changes(country: String, zone: String, change: String, hours: Range<Int>, days: Int) throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: zone))
    let first = Int64(CalendarDate(change)!.daysSince1970 - 3) * 86_400_000
    var next: Int64?
    // Backwards, so that the next allowed instant is known.
    for minute in stride(from: first + 7 * 86_400_000, to: first, by: -60_000) {
      let parts = calendar.dateComponents(
        [.weekday, .hour, .year, .month, .day], from: Date(timeIntervalSince1970: Double(minute) / 1_000))
      let (weekday, hour) = ((try #require(parts.weekday) + 5) % 7, try #require(parts.hour))
      let date = CalendarDate(year: parts.year!, month: parts.month!, day: parts.day!)!
      let isHoliday = Law.rules.isHoliday(date, in: Jurisdiction(country)) == true
      let isOpen = weekday < days && hours.contains(hour) && !isHoliday
      if isOpen { next = minute }
      let decision = Law.rules.decide(
        ContactRequest(jurisdictions: [Jurisdiction(country)], channel: .call, instant: Instant(milliseconds: minute), timeZone: zone))
      guard decision.allowed == isOpen, next == nil || decision.nextAllowedAt?.milliseconds == next else {
        Issue.record("\(zone) \(Instant(milliseconds: minute)): \(decision)")
        return
      }
    }
  }
}

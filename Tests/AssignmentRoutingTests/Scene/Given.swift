import AssignmentRouting
import ContactRules
import Contracts
import FoundationEssentials

/// Plain values for tests: Lima, on Monday 2026-11-23 unless said otherwise.
enum Given {
  static let sunday = Instant(milliseconds: 1_795_359_600_000)  // 2026-11-22T15:00:00Z, 10:00 in Lima
  static let mondayMorning = Instant(milliseconds: 1_795_442_400_000)  // 2026-11-23T14:00:00Z, 09:00 in Lima
  static let monday = CalendarDate(daysSince1970: 20_780)
  static let tuesday = CalendarDate(daysSince1970: 20_781)
  static let lima = "America/Lima"

  /// An id that follows from a number, so that a failing test names the same things in each run.
  static func id<Subject>(_ number: Int, _ kind: UInt8 = 0) -> Identifier<Subject> {
    let (high, low) = (UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number))
    return Identifier(rawValue: UUID(uuid: (kind, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, high, low)))
  }

  /// East and north of the corner of the test city, in units of a thousandth of a degree (about 110 m).
  static func place(_ east: Int, _ north: Int) -> Coordinate {
    guard let place = Coordinate(latitudeE6: Int32(-12_100_000 + north * 1_000), longitudeE6: Int32(-77_100_000 + east * 1_000)) else {
      preconditionFailure("no such place")
    }
    return place
  }

  static let law: VisitLaw = {
    do { return VisitLaw(try ContactRules()) } catch { preconditionFailure("the rules do not compile: \(error)") }
  }()

  static func collector(
    _ number: Int, zones: [String] = ["A"], maximumStops: Int = 20, isActive: Bool = true, home: Coordinate? = place(5, 5),
    skills: Set<String> = [], team: String = "lima", creditors: Set<CreditorID> = []
  ) -> Collector {
    Collector(
      collectorID: id(number, 1), fullName: "Gestor \(number)", teamID: TeamID(team), zoneCodes: zones, city: "lima", home: home,
      timeZone: lima, shiftStartsMinute: 480, shiftEndsMinute: 1_080, maximumStops: maximumStops, isActive: isActive, skills: skills,
      creditorIDs: creditors)
  }

  static func task(
    _ number: Int, account: Int? = nil, priority: Int = 500, amountMinor: Int64 = 100_000, daysPastDue: Int = 30,
    dueOn: CalendarDate = monday, expiresOn: CalendarDate = monday.advanced(byDays: 10)
  ) -> VisitTask {
    VisitTask(
      taskID: id(number, 3), accountID: id(account ?? number, 2), priority: priority, amountMinor: amountMinor, currency: .pen,
      daysPastDue: daysPastDue, dueOn: dueOn, expiresOn: expiresOn)
  }

  static func account(
    product: ProductType = .loan, flags: ContactFlags = [], visitAuthorised: Bool = false, overdueMinor: Int64 = 100_000
  ) -> VisitAccount {
    VisitAccount(product: product, flags: flags, visitAuthorised: visitAuthorised, overdueMinor: overdueMinor)
  }

  /// A debtor with one account and one task of the same number.
  static func visitCase(
    _ number: Int, at location: Coordinate? = place(3, 3), country: String = "PE", timeZone: String = lima, tasks: [VisitTask]? = nil,
    accounts: [AccountID: VisitAccount]? = nil, visits: [PastVisit] = [], owner: StaffID? = nil
  ) -> VisitCase {
    let debtor = VisitDebtor(
      debtorID: id(number), country: country, timeZone: timeZone,
      place: location.map { VisitPlace(addressID: id(number, 4), kind: .home, country: country, location: $0) }, collectorID: owner)
    return VisitCase(debtor: debtor, tasks: tasks ?? [task(number)], accounts: accounts ?? [id(number, 2): account()], visits: visits)
  }

  static func zone(_ code: String = "A", country: String = "PE", timeZone: String = lima) -> Zone {
    Zone(zoneID: id(1, 5), code: code, name: code, city: "lima", country: country, timeZone: timeZone, interior: place(5, 5))
  }

  static func policy(_ change: (inout PlanningPolicy) -> Void = { _ in }) -> PlanningPolicy {
    var policy = PlanningPolicy()
    change(&policy)
    return policy
  }

  /// 08:00 to 18:00 in Lima.
  static func onDuty(_ collector: Collector, on date: CalendarDate = monday) -> DayCollector {
    let midnight = law.midnight(of: date, in: collector.timeZone) ?? Instant(milliseconds: 0)
    let home = collector.home ?? place(5, 5)
    return DayCollector(
      collector: collector, shiftOpens: midnight.advanced(by: Seconds(collector.shiftStartsMinute * 60)),
      shiftCloses: midnight.advanced(by: Seconds(collector.shiftEndsMinute * 60)), start: home, end: home,
      maximumStops: collector.maximumStops, route: nil)
  }
}

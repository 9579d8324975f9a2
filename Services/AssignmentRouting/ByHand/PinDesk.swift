import ContactRules
import Contracts
import Messaging
import Postgres
import ServiceKit

/// Where people decide about single visits: by whom, on which date and at which hour, and whether they come first.
struct PinDesk: Sendable {
  let law: VisitLaw
  let reviewer: RouteReviewer

  struct Wish: Sendable {
    var collectorID: StaffID?
    var businessDate: CalendarDate?
    /// A clock time such as 16:30 where the debtor lives.
    var at: String?
    var first: Bool?
    var until: CalendarDate?
  }

  /// The longest that a pin may hold.
  private static let maximumDays = 366

  /// The debtor's planned stops of other dates leave their routes at once.
  ///
  /// - Throws: ``Problem`` 404 for a debtor out of scope; 422 for a date that is over or on which no visit is legal, or an hour at which
  ///   none may begin, with the rules.
  func pin(_ debtorID: DebtorID, _ wish: Wish, by viewer: Viewer, _ work: Work) async throws {
    let transaction = work.transaction
    try await DebtorStore.lock([debtorID], in: transaction)
    guard let zone = try await PinStore.zone(of: debtorID, ZoneScope(viewer), in: transaction) else { throw Problem.notFound("debtor") }
    guard wish.collectorID != nil || wish.businessDate != nil || wish.first == true else {
      throw Problem.field("body", code: "required", "Name a collector_id, a business_date, or first.")
    }
    let today = law.today(at: work.now, in: zone.timeZone) ?? work.now.dateInUTC
    let until = wish.until ?? wish.businessDate ?? today.advanced(byDays: 7)
    try Self.check(wish, until, today)
    let minute = try Self.minute(wish)
    if let date = wish.businessDate { try await requireLegal(debtorID, on: date, at: minute, in: transaction) }
    if let collectorID = wish.collectorID {
      try await requireWorking(collectorID, debtorID, zone.code, on: wish.businessDate, in: transaction)
      try await MoveStore.addPin(debtorID, to: collectorID, .pin(by: viewer.staffID), at: work.now, in: transaction)
    }
    try await PinStore.put(
      VisitPin(collectorID: wish.collectorID, date: wish.businessDate, isFirst: wish.first ?? false, minute: minute), of: debtorID,
      until: until, by: viewer.staffID, at: work.now, in: transaction)
    if let date = wish.businessDate { try await reviewer.withdraw([debtorID], keeping: date, cause: .reassigned, work) }
    try await QueueStore.add([zone.zoneID], in: transaction)
  }

  func unpin(_ debtorID: DebtorID, by viewer: Viewer, _ work: Work) async throws {
    guard let zone = try await PinStore.zone(of: debtorID, ZoneScope(viewer), in: work.transaction),
      try await PinStore.remove(debtorID, in: work.transaction)
    else { throw Problem.notFound("pin") }
    try await QueueStore.add([zone.zoneID], in: work.transaction)
  }

  private static func check(_ wish: Wish, _ until: CalendarDate, _ today: CalendarDate) throws {
    guard until >= today, until.days(since: today) <= maximumDays else {
      throw Problem.field("until", code: "out_of_range", "Expected a date from today on, within a year.")
    }
    if let date = wish.businessDate, date < today || date > until {
      throw Problem.field("business_date", code: "out_of_range", "Expected a date from today on, not after until.")
    }
  }

  /// Of the clock time, after midnight.
  private static func minute(_ wish: Wish) throws -> Int? {
    guard let at = wish.at else { return nil }
    let parts = at.split(separator: ":", omittingEmptySubsequences: false)
    guard wish.businessDate != nil else { throw Problem.field("at", code: "required", "An hour needs a business_date.") }
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { throw Problem.field("at", code: "invalid", "Expected a clock time such as 16:30.") }
    return hour * 60 + minute
  }

  private func requireWorking(
    _ collectorID: StaffID, _ debtorID: DebtorID, _ code: String, on date: CalendarDate?, in transaction: PostgresTransaction
  ) async throws {
    guard let collector = try await CollectorStore.all(in: transaction).first(where: { $0.collectorID == collectorID }),
      collector.canWork,
      collector.zoneCodes.contains(code)
    else { throw Problem.field("collector_id", code: "collector_not_in_zone", "The collector does not work in zone \(code).") }
    let demand = try await SegmentStore.demands(of: [debtorID], in: transaction)[debtorID] ?? WorkDemand()
    guard demand.admitsCreditors(of: collector) else {
      throw Problem.field(
        "collector_id", code: "creditor_not_allowed", "The debtor owes a creditor whose debtors the collector does not work.")
    }
    if let date, try await AbsenceStore.away(on: date, in: transaction).contains(collectorID) {
      throw Problem.field("collector_id", code: "collector_away", "The collector is away on that date.")
    }
  }

  private func requireLegal(
    _ debtorID: DebtorID, on date: CalendarDate, at minute: Int?, in transaction: PostgresTransaction
  ) async throws {
    guard let visit = try await CaseStore.load([debtorID], before: date, in: transaction).first else { throw Problem.notFound("debtor") }
    let days = visit.tasks.map { law.windows(for: visit, account: $0.accountID, on: date) }
    guard !days.isEmpty else { throw Problem.field("debtor_id", code: "no_task", "The debtor has no open visit task.") }
    let rules = Set(days.flatMap(\.ruleIDs).map(\.rawValue)).sorted().joined(separator: ", ")
    guard days.contains(where: { !$0.windows.isEmpty }) else {
      let reasons = Set(days.flatMap(\.reasons).map(\.code.rawValue)).sorted().joined(separator: ", ")
      throw Problem.field("business_date", code: "not_legal", "No visit is legal on that date: \(reasons) (\(rules)).")
    }
    guard let minute, let midnight = law.midnight(of: date, in: visit.debtor.timeZone) else { return }
    let windows = days.flatMap(\.windows).compactMap { ServiceWindow($0, service: Seconds(0)) }
    guard ServiceWindow.pinned(windows, to: minute, after: midnight).isEmpty else { return }
    let next = windows.map(\.opens).filter { $0 >= midnight.advanced(by: Seconds(minute * 60)) }.min()
    let hint = next.map { " The next hour is from \($0)." } ?? ""
    throw Problem.field("at", code: "outside_hours", "No visit may begin at that hour (\(rules)).\(hint)")
  }
}

extension PinDesk.Wish: Decodable {
  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case businessDate = "business_date"
    case at, first, until
  }
}

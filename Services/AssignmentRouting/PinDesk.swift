import ContactRules
import Contracts
import Messaging
import Postgres
import ServiceKit

/// Where people decide about single visits: by whom, on which date, and whether they come first.
struct PinDesk: Sendable {
  let law: VisitLaw

  struct Wish: Decodable, Sendable {
    let collectorID: StaffID?
    let businessDate: CalendarDate?
    let first: Bool?
    let until: CalendarDate?

    private enum CodingKeys: String, CodingKey {
      case collectorID = "collector_id"
      case businessDate = "business_date"
      case first, until
    }
  }

  /// The longest that a pin may hold.
  private static let maximumDays = 366

  /// - Throws: ``Problem`` 404 for a debtor out of scope; 422 for a date that is over or on which no visit is legal, with the rules.
  func pin(_ debtorID: DebtorID, _ wish: Wish, by viewer: Viewer, _ work: Work) async throws {
    let transaction = work.transaction
    try await DebtorStore.lock([debtorID], in: transaction)
    guard let zone = try await PinStore.zone(of: debtorID, ZoneScope(viewer), in: transaction) else { throw Problem.notFound("debtor") }
    let today = law.today(at: work.now, in: zone.timeZone) ?? work.now.dateInUTC
    let until = wish.until ?? wish.businessDate ?? today.advanced(byDays: 7)
    guard until >= today, until.days(since: today) <= Self.maximumDays else {
      throw Problem.field("until", code: "out_of_range", "Expected a date from today on, within a year.")
    }
    if let date = wish.businessDate {
      guard date >= today, date <= until else {
        throw Problem.field("business_date", code: "out_of_range", "Expected a date from today on, not after until.")
      }
      try await requireLegal(debtorID, on: date, in: transaction)
    }
    if let collectorID = wish.collectorID {
      guard let collector = try await CollectorStore.all(in: transaction).first(where: { $0.collectorID == collectorID }),
        collector.canWork,
        collector.zoneCodes.contains(zone.code)
      else { throw Problem.field("collector_id", code: "collector_not_in_zone", "The collector does not work in zone \(zone.code).") }
      if let date = wish.businessDate, try await AbsenceStore.away(on: date, in: transaction).contains(collectorID) {
        throw Problem.field("collector_id", code: "collector_away", "The collector is away on that date.")
      }
    }
    guard wish.collectorID != nil || wish.businessDate != nil || wish.first == true else {
      throw Problem.field("body", code: "required", "Name a collector_id, a business_date, or first.")
    }
    try await PinStore.put(
      VisitPin(collectorID: wish.collectorID, date: wish.businessDate, isFirst: wish.first ?? false), of: debtorID, until: until,
      by: viewer.staffID, at: work.now, in: transaction)
    try await QueueStore.add([zone.zoneID], in: transaction)
  }

  func unpin(_ debtorID: DebtorID, by viewer: Viewer, _ work: Work) async throws {
    guard let zone = try await PinStore.zone(of: debtorID, ZoneScope(viewer), in: work.transaction),
      try await PinStore.remove(debtorID, in: work.transaction)
    else { throw Problem.notFound("pin") }
    try await QueueStore.add([zone.zoneID], in: work.transaction)
  }

  private func requireLegal(_ debtorID: DebtorID, on date: CalendarDate, in transaction: PostgresTransaction) async throws {
    guard let visit = try await CaseStore.load([debtorID], before: date, in: transaction).first else { throw Problem.notFound("debtor") }
    let days = visit.tasks.map { law.windows(for: visit, account: $0.accountID, on: date) }
    guard !days.isEmpty else { throw Problem.field("debtor_id", code: "no_task", "The debtor has no open visit task.") }
    guard !days.contains(where: { !$0.windows.isEmpty }) else { return }
    let rules = Set(days.flatMap(\.ruleIDs).map(\.rawValue)).sorted().joined(separator: ", ")
    let reasons = days.flatMap(\.reasons).map(\.code.rawValue)
    throw Problem.field(
      "business_date", code: "not_legal", "No visit is legal on that date: \(Set(reasons).sorted().joined(separator: ", ")) (\(rules)).")
  }
}

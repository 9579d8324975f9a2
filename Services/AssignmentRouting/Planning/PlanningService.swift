import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// Assigns owners and makes plans on its own. Any number may run; the one that holds the advisory lock works.
struct PlanningService: ServiceLifecycle.Service {
  private let planner: DayPlanner
  private let assigner: OwnerAssigner
  private let zoneImport: ZoneImport
  private let settings: RoutingSettings
  private let logger: Logger
  private let threads: BlockingThreads

  private static let takeLock: SQL = "select pg_try_advisory_lock('planning_queue'::regclass::oid::bigint) as locked"

  init(
    planner: DayPlanner, assigner: OwnerAssigner, zoneImport: ZoneImport, settings: RoutingSettings, threads: BlockingThreads,
    logger: Logger
  ) {
    self.planner = planner
    self.assigner = assigner
    self.zoneImport = zoneImport
    self.settings = settings
    self.threads = threads
    self.logger = logger
  }

  func run() async throws {
    defer { threads.close() }
    await Periodic("planning was interrupted; it is tried again", every: settings.pollInterval * 4, logger: logger) { try await lead() }
      .run()
  }

  /// Works as long as this instance holds the lock; returns at once when another does.
  private func lead() async throws {
    try await planner.database.pool.withConnection { connection in
      guard try await connection.query(Self.takeLock).first?.decode(Bool.self, "locked") == true else { return }
      var rhythm = PlanningRhythm(quiet: settings.quiet, longest: settings.longest)
      let began = ContinuousClock.now
      while !Task.isCancelled {
        // The lock goes with the connection: whoever has lost it must stop.
        try await connection.execute("select 1")
        try await beat(&rhythm, ContinuousClock.now - began)
        try await Task.sleep(for: settings.pollInterval)
      }
    }
  }

  private func beat(_ rhythm: inout PlanningRhythm, _ now: Duration) async throws {
    let database = planner.database
    try await redrawZones()
    try await assignWaiting()
    try await queueMissing()
    let (entries, requests) = try await database.read {
      (try await QueueStore.entries(in: $0), try await QueueStore.requests(in: $0))
    }
    for request in requests {
      try await plan(request.zoneID, [request.date], isForced: true)
      try await database.work { try await QueueStore.remove(request, in: $0.transaction) }
    }
    let due = Set(rhythm.due(Dictionary(uniqueKeysWithValues: entries.map { ($0.zoneID, $0.revision) }), at: now))
    guard !due.isEmpty else { return }
    let zones = Dictionary(uniqueKeysWithValues: try await database.read { try await ZoneStore.all(in: $0) }.map { ($0.zoneID, $0) })
    for entry in entries where due.contains(entry.zoneID) {
      try Task.checkCancellation()
      // Many zones take a while; owners do not wait for all of them.
      try await assignWaiting()
      guard let zone = zones[entry.zoneID] else { continue }
      try await plan(zone.zoneID, planner.automaticDates(of: zone, at: database.clock.now), isForced: false)
      try await database.work { try await QueueStore.remove(entry, in: $0.transaction) }
    }
  }

  /// Boundaries whose date has come.
  private func redrawZones() async throws {
    let database = planner.database
    guard try await !database.read({ try await ZonePlanStore.isEmpty(in: $0) }) else { return }
    try await database.work { work in try await zoneImport.applyDue(work) }
  }

  private func assignWaiting() async throws {
    let database = planner.database
    guard try await database.read({ try await AssignmentStore.hasWaiting(in: $0) }) else { return }
    try await assigner.assignAll(database)
  }

  /// Puts zones in the queue that have no plan of today's making for a date that is planned without being asked for: new zones, and
  /// every zone each night.
  private func queueMissing() async throws {
    let database = planner.database
    let now = database.clock.now
    let (zones, made, queued) = try await database.read {
      (
        try await ZoneStore.all(in: $0), try await PlanStore.made(from: now.dateInUTC.advanced(byDays: -1), in: $0),
        try await QueueStore.entries(in: $0)
      )
    }
    let waiting = Set(queued.map(\.zoneID))
    let madeAt = Dictionary(uniqueKeysWithValues: made.map { (QueueStore.Request(zoneID: $0.zoneID, date: $0.date), $0.plannedAt) })
    let missing = zones.filter { zone in
      guard !waiting.contains(zone.zoneID), let today = planner.law.today(at: now, in: zone.timeZone) else { return false }
      return planner.automaticDates(of: zone, at: now).contains { date in
        guard let plannedAt = madeAt[QueueStore.Request(zoneID: zone.zoneID, date: date)] else { return true }
        return planner.law.today(at: plannedAt, in: zone.timeZone).map { $0 < today } ?? false
      }
    }
    guard !missing.isEmpty else { return }
    try await database.work { try await QueueStore.add(Set(missing.map(\.zoneID)), in: $0.transaction) }
  }

  /// A plan that was overtaken is made again at once, a few times; after that the next change or the night does it.
  ///
  /// A zone whose plan cannot be made must not keep the others from theirs: it is told and tried again with the next change.
  private func plan(_ zoneID: ZoneID, _ dates: [CalendarDate], isForced: Bool) async throws {
    for date in dates {
      do {
        for _ in 0..<3 {
          let outcome = try await planner.plan(zoneID, on: date, isForced: isForced)
          guard outcome == .overtaken else { break }
        }
      } catch let error where !(error is CancellationError) && (error as? PostgresError)?.isTransient != true {
        logger.record(.error, "A zone's day cannot be planned", [.key: "\(zoneID)", .state: "\(date)", .error: "\(error)"])
      }
    }
  }
}

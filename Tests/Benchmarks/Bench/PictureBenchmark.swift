import ArgumentParser
import Contracts
import Messaging
import Postgres
import Reporting
import ServiceKit
import TestSupport

/// How long a manager waits for the picture of a whole portfolio: by bucket, by segment, its indicators of a month by collector, and how
/// it rolled since the month before. Each is counted anew from states and facts; nothing is kept ready.
struct PictureBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "picture", abstract: "Seconds for the portfolio's picture, its indicators and its roll rates.")

  @Option(help: "How many accounts.") var accounts = 1_000_000

  func validate() throws {
    guard accounts >= 1_000 else { throw ValidationError("--accounts: at least 1000") }
  }

  func run() async throws {
    let server = try await TemporaryPostgres.start(
      isDurable: false, settings: ["shared_buffers": "512MB", "work_mem": "64MB", "jit": "off"], logger: IngestionBenchmark.logger)
    do {
      try await measure(on: server)
    } catch {
      try await server.remove()
      throw error
    }
    try await server.remove()
  }

  private func measure(on server: TemporaryPostgres) async throws {
    let pool = try await schema(on: server)
    for statement in Self.portfolio(accounts) { try await pool.withTransaction { try await $0.execute(statement) } }
    try await pool.withConnection { try await $0.execute(script: "vacuum analyze") }
    note("\(accounts) accounts are there")
    let today = WallClock.system.now.dateInUTC
    let month = IndicatorQuestion(from: today.advanced(byDays: -29), to: today, group: .collector)
    try await take("picture_buckets", pool) { try await PortfolioStore.picture(by: .bucket, .everything, in: $0).count }
    try await take("picture_segments", pool) { try await PortfolioStore.picture(by: .segment, .everything, in: $0).count }
    try await take("picture_indicators", pool) { try await IndicatorStore.count(month, .everything, in: $0).count }
    try await take("picture_roll", pool) {
      try await PortfolioStore.roll(from: today.advanced(byDays: -30), to: today, creditors: [], in: $0).count
    }
    await pool.close()
  }

  private func take(_ name: String, _ pool: PostgresPool, _ body: (PostgresTransaction) async throws -> Int) async throws {
    let start = ContinuousClock.now
    let rows = try await pool.withTransaction(readOnly: true, body)
    let seconds = start.duration(to: .now).inSeconds
    guard rows > 0 else { throw BenchmarkFailed("\(name) shows nothing") }
    var figure = Figure(name, seconds, "seconds")
    (figure.messages, figure.batch) = (accounts, rows)
    try figure.print()
  }

  private func schema(on server: TemporaryPostgres) async throws -> PostgresPool {
    let temporary = try await server.createDatabase("bench_picture")
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: ReportingService.name, pool: owner).prepare(
      extensions: ReportingService.extensions, readerRole: ReportingService.readerRole)
    await owner.close()
    let configuration = temporary.configuration(
      searchPath: [ReportingService.name.schema, "public"], role: SchemaOwner.role(of: ReportingService.name))
    let pool = PostgresPool(configuration, size: 2, logger: IngestionBenchmark.logger)
    try await ServiceDatabase(service: ReportingService.name, pool: pool, clock: .system).migrate(
      try ReportingService.migrations, logger: IngestionBenchmark.logger)
    return pool
  }

  /// Accounts with a statement of a month ago and one of now, an owner, segments, and a visit and a payment for every tenth.
  private static func portfolio(_ count: Int) -> [SQL] {
    let id: SQL = "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
    let collector: SQL = "('00000000-0000-4000-9000-' || lpad(to_hex(n % 500), 12, '0'))::uuid"
    let series: SQL = "generate_series(1, \(Int64(count))) n"
    return [
      """
      insert into account_state select \(id), \(id), 'bank' || n % 3, 'loan', null, 'PEN', 'active', (n * 7 % 400)::integer, n % 100000 + 1000,
        n % 50000 + 100, current_date, 2, now() from \(series)
      """,
      """
      insert into account_day select \(id), current_date - 31 * d, 'active', (n * (7 + d) % 400)::integer, n % 100000 + 1000, n % 50000 + 100,
        2 - d from \(series), generate_series(0, 1) d
      """,
      """
      insert into treatment_state select \(id), \(id), 'early', '1-30', array['s' || n % 20, 't' || n % 7], 'early', 'active', 1, now()
        from \(series)
      """,
      "insert into segment_change select account_id, version, segment_ids, now() - interval '60 days' from treatment_state",
      "insert into assignment_state select \(id), null, \(collector), 'team' || n % 20, 1, now() - interval '60 days' from \(series)",
      """
      insert into assignment_change select debtor_id, version, zone_id, collector_id, team_id, changed_at from assignment_state
      """,
      """
      insert into fact_visit (visit_id, debtor_id, account_ids, collector_id, team_id, business_date, outcome, contact_type, geo_verdict,
        contact_allowed, late, captured_at, received_at, recorded_outcome, recorded_contact_type)
      select \(id), \(id), array[\(id)], \(collector), 'team' || n % 20, current_date - (n % 30)::integer, 'x', 'right_party', 'inside_fence',
        true, false, now() - (n % 30) * interval '1 day', now(), 'x', 'right_party' from \(series) where n % 10 = 0
      """,
      """
      insert into fact_payment (creditor_id, payment_id, account_id, debtor_id, amount_minor, currency, kind, business_date, posted_at,
        recorded_at, collector_id, team_id)
      select 'bank' || n % 3, n::text, \(id), \(id), 100, 'PEN', 'posted', current_date - (n % 30)::integer, now(), now(), \(collector),
        'team' || n % 20 from \(series) where n % 10 = 0
      """,
    ]
  }
}

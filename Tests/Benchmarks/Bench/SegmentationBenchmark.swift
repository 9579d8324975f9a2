import ArgumentParser
import Contracts
import Logging
import Messaging
import Postgres
import Segmentation
import ServiceKit
import TestSupport

/// How long it takes to say for every account in which segments it stands: read from the database, evaluated by column, counted.
///
/// The floor is PostgreSQL itself, asked for the same counts of the same conditions in one statement; both must find the same.
struct SegmentationBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "segmentation", abstract: "Segments of a million accounts.")

  @Option(help: "How many accounts.") var accounts = 1_000_000
  @Option(help: "How many segments.") var segments = 100
  @Option(help: "Accounts that are read at once.") var page = 10_000

  func validate() throws {
    guard accounts > 0, (1...500).contains(segments), page > 0 else { throw ValidationError("numbers above zero, at most 500 segments") }
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
    let pool = try await Self.schema(on: server)
    let conditions = try (0..<segments).map { try Condition(Self.condition($0)) }
    try await pool.withTransaction { try await fill($0) }
    try await pool.withConnection { try await $0.execute(script: "vacuum analyze") }
    note("\(accounts) accounts are there")

    let clock = ContinuousClock()
    let now = WallClock.system.now
    var started = clock.now
    let evaluated = try await pool.withTransaction(readOnly: true) { try await evaluate(conditions, at: now, in: $0) }
    let seconds = (clock.now - started).inSeconds
    note("evaluated in \(Figure.rounded(seconds)) s")

    started = clock.now
    let counted = try await pool.withTransaction(readOnly: true) { transaction in
      let query = try await FactQuery(policy: try await CatalogueStore.load(in: transaction).policy, now: now, in: transaction)
      return try await FactStore.counts(conditions, query, in: transaction)
    }
    let floor = (clock.now - started).inSeconds
    note("counted by PostgreSQL in \(Figure.rounded(floor)) s")
    await pool.close()
    guard counted == evaluated else { throw BenchmarkFailed("PostgreSQL counts other members than the evaluator") }

    var figure = Figure("segmentation", seconds, "seconds")
    figure.messages = accounts
    figure.batch = page
    figure.rate = Figure.rounded(Double(accounts) * Double(segments) / seconds)
    (figure.floor, figure.ratioToFloor) = (Figure.rounded(floor), Figure.rounded(floor / seconds))
    try figure.print()
  }

  /// An empty schema of segmentation.
  private static func schema(on server: TemporaryPostgres) async throws -> PostgresPool {
    let temporary = try await server.createDatabase("bench_segmentation")
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: SegmentationService.name, pool: owner).prepare(extensions: SegmentationService.extensions)
    await owner.close()
    let configuration = temporary.configuration(
      searchPath: [SegmentationService.name.schema, "public"], role: SchemaOwner.role(of: SegmentationService.name))
    let pool = PostgresPool(configuration, size: 2, logger: IngestionBenchmark.logger)
    let database = ServiceDatabase(service: SegmentationService.name, pool: pool, clock: .system)
    try await database.migrate(try SegmentationService.migrations, logger: IngestionBenchmark.logger)
    return pool
  }

  /// Accounts of three products, two countries and some hundred branches, with the customary attributes and a hundredth of visits.
  private func fill(_ transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      create temporary table made on commit drop as
      select g, md5('account' || g)::uuid as account_id, md5('debtor' || g)::uuid as debtor_id,
        (g * 7919 % 400) - 20 as dpd, (g * 104729 % 900000)::bigint as overdue, g % 2 = 0 as is_peru
      from generate_series(1, \(Int64(accounts))) g
      """)
    try await transaction.execute(
      """
      insert into debtors (debtor_id, country, time_zone, language, person_type, birth_date, state, city, district, has_email, version)
      select debtor_id, case when is_peru then 'PE' else 'CO' end, case when is_peru then 'America/Lima' else 'America/Bogota' end, 'es',
        'natural', date '1950-01-01' + (g * 31 % 20000)::integer, 'S' || g % 20, 'City ' || g % 60, 'District ' || g % 900, g % 3 > 0, 1
      from made
      """)
    try await transaction.execute(
      """
      insert into accounts (account_id, debtor_id, creditor_id, product_type, branch_code, currency, status, days_past_due, oldest_due_date,
        total_due_minor, overdue_minor, risk_score, flags, attributes, business_date, version, updated_at)
      select account_id, debtor_id, 'bank' || g % 5, (array['loan', 'card', 'microcredit'])[1 + g % 3], 'B' || g % 300,
        case when is_peru then 'PEN' else 'COP' end, 'active', dpd, current_date - dpd::integer, overdue * 3, overdue, g * 17 % 1000, '{}',
        jsonb_build_object('income', (g * 13 % 9000)::text, 'job', 'job ' || g % 40), current_date, 1, now()
      from made
      """)
    try await transaction.execute(
      """
      insert into treatments (account_id, debtor_id, creditor_id, stage, stage_since, bucket, step_since, state, strategy_id,
        strategy_version, version, changed_at)
      select account_id, debtor_id, 'bank' || g % 5, 'early', current_date, '1-30', now(), 'active', 'standard', 1, 1, now() from made
      """)
    try await transaction.execute(
      """
      insert into account_visits (account_id, visit_id, captured_at, contact_type, outcome, task_ids)
      select account_id, md5('visit' || g)::uuid, now() - interval '3 days', 'right_party', 'x', '{}' from made where g % 100 = 0
      """)
  }

  /// A hundred different conditions, as people write them: amounts, ages, places, products, upstream's attributes, history.
  private static func condition(_ number: Int) -> String {
    let n = number
    return switch n % 10 {
    case 0: "days_past_due between \(n) and \(n + 60) and product_type = 'card'"
    case 1: "overdue >= \(1_000 + n * 10) PEN or overdue >= \(500_000 + n * 1_000) COP"
    case 2: "city in ('City \(n % 60)', 'City \(n % 60 + 1)') and not has_email"
    case 3: "custom.income > \(n * 50) and custom.job = 'job \(n % 40)'"
    case 4: "branch_code starts with 'B\(n % 30)' and stage != 'preventive'"
    case 5: "risk_score >= \(n * 8) and (country = 'PE' or age < \(30 + n % 20))"
    case 6: "stage in ('mid', 'prelegal') and creditor_id = 'bank\(n % 5)'"
    case 7: "visits > 0 and days_since_visit <= \(n) or overdue_minor < \(n * 100)"
    case 8: "district contains '\(n)' and days_past_due > \(n)"
    default: "not (bucket = '31-60' or custom.income < \(n * 20)) and total_due_minor < \(n * 20_000)"
    }
  }

  private func evaluate(_ conditions: [Condition], at now: Instant, in transaction: PostgresTransaction) async throws -> [Int] {
    let set = ConditionSet(conditions)
    let query = try await FactQuery(policy: try await CatalogueStore.load(in: transaction).policy, now: now, in: transaction)
    var counts = Array(repeating: 0, count: conditions.count)
    var scan = FactScan(set.attributes, after: nil, page: page, query, in: transaction)
    while let found = try await scan.next({ set.rows(of: $0.table).map(\.cardinality) }) {
      for (number, count) in found.enumerated() { counts[number] += count }
    }
    return counts
  }
}

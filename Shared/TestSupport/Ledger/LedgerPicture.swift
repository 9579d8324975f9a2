import Contracts
import Messaging
import Postgres

/// What a ledger's database holds.
struct LedgerPicture {
  let facts: [PaymentID: Int64]
  let totals: [DebtorID: (amountMinor: Int64, version: Int64)]
  /// The versions of each debtor for which there is an event, in the order of their ids.
  let outbox: [DebtorID: [Int64]]
  let consumption: Int64
  let holes: Int64
  let counts: (consumed: Int64, duplicate: Int64, stale: Int64, deadLettered: Int64, parked: Int64)

  init(of stage: LedgerStage) async throws {
    let pool = stage.database.pool
    facts = try await pool.query("select payment_id, amount_minor from fact").reduce(into: [:]) {
      $0[try $1.decode(PaymentID.self, "payment_id")] = try $1.decode(Int64.self, "amount_minor")
    }
    totals = try await pool.query("select debtor_id, amount_minor, version from total").reduce(into: [:]) {
      $0[try $1.decode(DebtorID.self, "debtor_id")] = (try $1.decode(Int64.self, "amount_minor"), try $1.decode(Int64.self, "version"))
    }
    outbox = try await pool.query("select value from outbox where topic = \(Topics.assignment.name) order by id").reduce(into: [:]) {
      let change = try EventCoding.decode(AssignmentChanged.self, from: try $1.decode([UInt8].self, "value"))
      $0[change.debtorID, default: []].append(change.version)
    }
    consumption = try await stage.consumption()
    holes = try await pool.query("select count(*) as n from progress_hole")[0].decode(Int64.self, "n")
    counts = try await stage.counts()
  }
}

import Contracts
import Messaging
import Postgres

/// Debtors who have to be forgotten: reporting knows them by their ids alone, and by the places at which they were visited.
enum ErasureStore {
  /// - Returns: those that were not forgotten before.
  static func forget(_ erasures: [DebtorErased], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    let news = try await transaction.query(
      """
      insert into erased_debtor (debtor_id, erased_at)
      select * from unnest(\(erasures.map(\.debtorID)), \(erasures.map(\.erasedAt))) order by 1
      on conflict do nothing returning debtor_id
      """
    ).map { try $0.decode(at: 0, as: DebtorID.self) }
    guard !news.isEmpty else { return [] }
    try await transaction.execute(
      "update fact_visit set latitude_e6 = null, longitude_e6 = null where debtor_id = any(\(news)) and latitude_e6 is not null")
    try await transaction.execute("update plan_stop set latitude_e6 = null, longitude_e6 = null where debtor_id = any(\(news))")
    try await transaction.execute(
      "delete from live_event where payload->>'debtor_id' = any(\(news.map(\.description)))")
    try await RecordErasure.drop([], of: news, in: transaction)
    return news
  }
}

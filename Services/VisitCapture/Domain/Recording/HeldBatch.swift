import Contracts

enum HeldBatchSubject {}
/// Follows from whose it is and what it says: the same batch again is the same.
typealias HeldBatchID = Identifier<HeldBatchSubject>

/// A batch of somebody who has left, which counts for nothing until somebody lets it.
struct HeldBatch: Sendable {
  enum State: String, CaseIterable, Encodable, Sendable { case held, released, discarded }

  var batchID: HeldBatchID
  var collectorID: StaffID
  var teamID: TeamID?
  var records: Int
  var body: [UInt8]
  var receivedAt: Instant
  var state: State
  var reason: String?
}

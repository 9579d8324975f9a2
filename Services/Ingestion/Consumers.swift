import Contracts
import Messaging

/// What the service does with batches of the input topics.
struct Consumers: Sendable {
  let contract: InputContract
  let intake: Intake
  let erasures: ErasureDesk

  var subscriptions: [Subscription] {
    [
      .to(Topics.delinquencyIn, decode: { contract.statement($0) }, handle: { try await take($0, work: $1) }),
      .to(Topics.paymentIn, decode: { contract.payment($0) }, handle: { try await take($0, work: $1) }),
      // Its own word, so that what it says outlives the schema.
      .to(DebtorErased.self) { batch, work in try await erasures.follow(batch.newestByKey(tallying: work), work) },
    ]
  }

  private func take(_ batch: [Received<Decoded<AccountStatement>>], work: Work) async throws {
    let (statements, origins) = Self.accepted(in: batch)
    let outcomes = try await intake.apply(statements, in: work)
    try await account(for: refusals(in: batch) + Self.tally(outcomes, of: origins, work), work)
  }

  private func take(_ batch: [Received<Decoded<PaymentReport>>], work: Work) async throws {
    let (reports, origins) = Self.accepted(in: batch)
    let outcomes = try await intake.apply(reports, origins: origins.map(\.place), in: work)
    try await account(for: refusals(in: batch) + Self.tally(outcomes, of: origins, work), work)
  }

  private static func accepted<Message>(in batch: [Received<Decoded<Message>>]) -> (messages: [Message], origins: [RecordOrigin]) {
    var messages: [Message] = []
    var origins: [RecordOrigin] = []
    messages.reserveCapacity(batch.count)
    origins.reserveCapacity(batch.count)
    for received in batch {
      guard case .accepted(let message) = received.event else { continue }
      messages.append(message)
      origins.append(received.origin)
    }
    return (messages, origins)
  }

  private typealias Refusal = (origin: RecordOrigin, error: RecordError)

  private func refusals<Message>(in batch: [Received<Decoded<Message>>]) -> [Refusal] {
    batch.compactMap { received in
      guard case .refused(let error) = received.event else { return nil }
      return (received.origin, error)
    }
  }

  /// Counts what had no effect and answers what was refused.
  private static func tally(_ outcomes: [Outcome], of origins: [RecordOrigin], _ work: Work) -> [Refusal] {
    var refusals: [Refusal] = []
    for (outcome, origin) in zip(outcomes, origins) {
      switch outcome {
      case .created, .updated, .waits: continue
      case .duplicate: work.tally(.duplicate)
      case .stale: work.tally(.stale)
      case .rejected(let error): refusals.append((origin, error))
      }
    }
    return refusals
  }

  private func account(for refusals: [Refusal], _ work: Work) async throws {
    for refusal in refusals {
      work.deadLetter(refusal.origin, code: refusal.error.code.rawValue, message: refusal.error.description)
    }
    try await RejectStore.insert(refusals.map { Reject(origin: $0.origin.place, error: $0.error) }, at: work.now, in: work.transaction)
  }
}

extension RecordOrigin {
  /// `topic/partition/offset`.
  fileprivate var place: String { "\(topic)/\(partition)/\(offset)" }
}

import Contracts
import Messaging

/// What the service does with batches of the input topics.
struct Consumers: Sendable {
  let contract: InputContract
  let intake: Intake

  var subscriptions: [Subscription] {
    [
      .to(Topics.delinquencyIn, decode: { contract.statement($0) }, handle: { try await take($0, work: $1) }),
      .to(Topics.paymentIn, decode: { contract.payment($0) }, handle: { try await take($0, work: $1) }),
    ]
  }

  private func take(_ batch: [Received<Decoded<AccountStatement>>], work: Work) async throws {
    let accepted = batch.compactMap { received -> (statement: AccountStatement, origin: RecordOrigin)? in
      guard case .accepted(let statement) = received.event else { return nil }
      return (statement, received.origin)
    }
    let outcomes = try await intake.apply(accepted.map(\.statement), in: work)
    try await account(for: refusals(in: batch) + Self.tally(outcomes, of: accepted.map(\.origin), work), work)
  }

  private func take(_ batch: [Received<Decoded<PaymentNotice>>], work: Work) async throws {
    let accepted = batch.compactMap { received -> (notice: PaymentNotice, origin: RecordOrigin)? in
      guard case .accepted(let notice) = received.event else { return nil }
      return (notice, received.origin)
    }
    let outcomes = try await intake.apply(accepted.map(\.notice), origins: accepted.map(\.origin.place), in: work)
    try await account(for: refusals(in: batch) + Self.tally(outcomes, of: accepted.map(\.origin), work), work)
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

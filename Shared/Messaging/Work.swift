public import Contracts
import Kafka
public import Postgres

/// One transaction of a service, and the events that it publishes if it commits.
///
/// It lives as long as the transaction and stays with the task that opened it.
public final class Work {
  public let transaction: PostgresTransaction
  /// The instant at which the transaction began, by the service's clock.
  public let now: Instant
  let service: ServiceName
  private let traceParent: String?
  private(set) var outgoing: [OutgoingRecord] = []
  private(set) var tally = Tally()

  init(transaction: PostgresTransaction, now: Instant, service: ServiceName, traceParent: String?) {
    self.transaction = transaction
    self.now = now
    self.service = service
    self.traceParent = traceParent
  }

  /// Adds an event to the transaction. It is on its topic some milliseconds after the commit, and never without it.
  ///
  /// Throws `EventTooLarge` above 256 KiB, so that a change whose event cannot travel does not happen.
  public func publish<E: Event>(_ event: E) throws {
    try publish(contentsOf: [event])
  }

  public func publish(contentsOf events: [some Event]) throws {
    publish(try encoder.encode(events))
  }

  /// Makes records of events on another thread, while this transaction goes on. They go out when they are handed to `publish`.
  public var encoder: EventEncoder { encoder(continuing: nil) }

  /// As ``encoder``, for what a request asked for whose trace is not that of the transaction.
  public func encoder(continuing traceParent: String?) -> EventEncoder {
    EventEncoder(service: service, now: now, traceParent: traceParent ?? self.traceParent)
  }

  public func publish(_ encoded: EncodedEvents) {
    outgoing.append(contentsOf: encoded.records)
  }

  /// Counts records of the batch that were consumed without an effect.
  public func tally(_ outcome: WastedOutcome, _ count: Int = 1) {
    switch outcome {
    case .duplicate: tally.duplicate += count
    case .stale: tally.stale += count
    }
  }

  /// Sends one record of the batch to the service's dead letters and lets the rest of the batch go on.
  ///
  /// - Parameters:
  ///   - code: why, as a word for programs: `unknown_currency`.
  ///   - message: which field and what to do. No personal data.
  public func deadLetter(_ origin: RecordOrigin, code: String, message: String) {
    outgoing.append(origin.record.deadLetter(service: service, code: code, message: message, at: now))
    tally.deadLettered += 1
  }

  /// Writes the events so far to the outbox before the transaction ends, as a long transaction would.
  package func writeOutgoing() async throws {
    if let insertion = OutboxStore.insertion(of: takeOutgoing()) { try await transaction.execute(insertion) }
  }

  func park(_ count: Int) { tally.parked += count }

  func takeOutgoing() -> [OutgoingRecord] {
    defer { outgoing = [] }
    return outgoing
  }
}

/// What was consumed without an effect.
public enum WastedOutcome: Sendable {
  /// Said before, with the same content.
  case duplicate
  /// Older than what is known.
  case stale
}

/// How the records of a batch ended, other than by being applied.
struct Tally: Sendable, Equatable {
  var duplicate = 0
  var stale = 0
  var deadLettered = 0
  var parked = 0

  var isZero: Bool { self == Tally() }
}

/// The value of an event exceeds what a topic takes.
public struct EventTooLarge: Error, CustomStringConvertible {
  public let type: String
  public let bytes: Int
  public var description: String {
    "the event \(type) has \(bytes) bytes, more than the \(OutgoingRecord.maximumValueBytes) that a topic takes"
  }
}

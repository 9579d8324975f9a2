import Contracts
import TestSupport
import Testing

/// One event type of Shared/Contracts, with its type erased, so that one test can go through all.
struct EventCase: Sendable, CustomTestStringConvertible {
  let swiftName: String
  let type: String
  let topic: Topic
  let schemaName: String
  /// Decodes as the Swift type and encodes again; throws what decoding throws.
  let reencode: @Sendable ([UInt8]) throws -> [UInt8]

  var testDescription: String { type }

  init<E: Event>(_ event: E.Type) {
    swiftName = "\(E.self)"
    type = E.type
    topic = E.topic
    schemaName = E.schemaName
    reencode = { try EventCoding.encode(try EventCoding.decode(E.self, from: $0)) }
  }

  static let all: [EventCase] = [
    EventCase(AccountUpdated.self), EventCase(AgreementChanged.self), EventCase(AssignmentChanged.self), EventCase(DebtorUpdated.self),
    EventCase(DebtorErased.self),
    EventCase(NotificationChanged.self),
    EventCase(PaymentRecorded.self), EventCase(PositionReported.self), EventCase(PromiseChanged.self), EventCase(PublicAccount.self),
    EventCase(PublicVisit.self), EventCase(RoutePlanned.self), EventCase(StaffChanged.self), EventCase(TaskChanged.self),
    EventCase(TreatmentChanged.self), EventCase(VisitRecorded.self), EventCase(RestrictionsChanged.self), EventCase(ExclusionChanged.self),
    EventCase(SegmentChanged.self), EventCase(VisitCorrected.self), EventCase(PublicPromise.self), EventCase(PublicPayment.self),
    EventCase(PublicCollectorDay.self), EventCase(PublicSegmentDay.self),
  ]

  static let published = all.filter { $0.topic.kind == .publication }
  static let inner = all.filter { $0.topic.kind != .publication }

  func decodes(_ value: JSONValue) throws -> Bool {
    let bytes = try EventCoding.encode(value)
    do {
      _ = try reencode(bytes)
      return true
    } catch is DecodingError {
      return false
    }
  }
}

/// What banks send. Ingestion reads it; here stand only the schema and its goldens.
enum InputTypes {
  static let delinquency = [
    "account.delinquent", "account.bucket-changed", "account.balance-changed", "account.cured", "account.charged-off", "account.paused",
    "account.resumed", "account.closed",
  ]
  static let payment = ["payment.posted", "payment.reversed"]

  static let schemaNames: [String] =
    delinquency.map { "\(Topics.delinquencyIn.name)/\($0)" } + payment.map { "\(Topics.paymentIn.name)/\($0)" }
}

enum Golden {
  static let directory = "Tests/ContractsTests/Golden"

  static func value(_ type: String, version: Int = 1) throws -> JSONValue {
    try ProjectFiles.json("\(directory)/\(type).v\(version).json")
  }
}

/// The committed schemas, read once.
enum Schemas {
  private static let loaded = Result { try JSONSchemaCatalogue(directory: "docs/contracts/schemas") }

  static var catalogue: JSONSchemaCatalogue { get throws { try loaded.get() } }
}

/// The name of one of Ronda's services, as it stands in topic names, schemas, roles and consumer groups.
public enum ServiceName: String, CaseIterable, Codable, Sendable {
  case ingestion
  case segmentation
  case assignmentRouting = "assignment-routing"
  case visitCapture = "visit-capture"
  case notifications
  case reporting
  case identity

  /// The PostgreSQL schema that the service owns.
  public var schema: String { rawValue.replacing("-", with: "_") }
}

/// A Kafka topic of Ronda's.
public struct Topic: Hashable, Sendable {
  public enum Kind: String, Sendable {
    /// Written by banks.
    case input
    /// The newest value of each key is kept: compacted.
    case state
    /// Every record is kept for 400 days.
    case fact
    /// Kept for 7 days.
    case position
    /// Compacted full rows for BI.
    case publication
    /// Records that could not be used.
    case deadLetter
  }

  public static let partitionCount: Int32 = 12

  public let name: String
  public let kind: Kind
  /// The services that subscribe to it.
  public let consumers: [ServiceName]

  public init(_ name: String, _ kind: Kind, consumers: [ServiceName] = []) {
    self.name = name
    self.kind = kind
    self.consumers = consumers
  }

  /// Whether only the newest record of each key is kept.
  public var isCompacted: Bool { kind == .state || kind == .publication }

  public var retentionMilliseconds: Int64? {
    switch kind {
    case .state, .publication: nil
    case .position: 7 * 86_400_000
    case .input, .fact, .deadLetter: 400 * 86_400_000
    }
  }

  /// The topic of records that `service` could not use.
  public static func deadLetters(of service: ServiceName) -> Topic {
    Topic("ronda.dlq.\(service.rawValue).v1", .deadLetter)
  }
}

/// Every topic, who writes it and who reads it.
public enum Topics {
  public static let delinquencyIn = Topic("ronda.in.delinquency.v1", .input, consumers: [.ingestion])
  public static let paymentIn = Topic("ronda.in.payment.v1", .input, consumers: [.ingestion])

  public static let account = Topic(
    "ronda.int.account.v1", .state, consumers: [.segmentation, .assignmentRouting, .visitCapture, .notifications, .reporting])
  public static let debtor = Topic(
    "ronda.int.debtor.v1", .state, consumers: [.segmentation, .assignmentRouting, .visitCapture, .notifications, .reporting])
  /// Who has to be forgotten; for good, so that a schema that is built again from nothing forgets them too.
  public static let erasure = Topic(
    "ronda.int.erasure.v1", .state,
    consumers: [.ingestion, .segmentation, .assignmentRouting, .visitCapture, .notifications, .reporting])
  public static let payment = Topic(
    "ronda.int.payment.v1", .fact, consumers: [.segmentation, .assignmentRouting, .visitCapture, .notifications, .reporting])
  /// Who is put on an exclusion list, or off it, by a file.
  public static let exclusion = Topic("ronda.int.exclusion.v1", .state, consumers: [.segmentation])
  public static let restriction = Topic(
    "ronda.int.restriction.v1", .state, consumers: [.assignmentRouting, .visitCapture, .notifications])
  public static let segment = Topic("ronda.int.segment.v1", .state, consumers: [.assignmentRouting])
  public static let treatment = Topic("ronda.int.treatment.v1", .state, consumers: [.reporting])
  public static let task = Topic("ronda.int.task.v1", .state, consumers: [.assignmentRouting, .visitCapture, .notifications, .reporting])
  public static let assignment = Topic("ronda.int.assignment.v1", .state, consumers: [.visitCapture, .reporting])
  public static let route = Topic(
    "ronda.int.route.v1", .state, consumers: [.segmentation, .visitCapture, .notifications, .reporting])
  public static let visit = Topic("ronda.int.visit.v1", .fact, consumers: [.segmentation, .assignmentRouting, .notifications, .reporting])
  public static let visitCorrection = Topic("ronda.int.visit-correction.v1", .fact, consumers: [.reporting])
  public static let position = Topic("ronda.int.position.v1", .position, consumers: [.reporting])
  public static let promise = Topic("ronda.int.promise.v1", .state, consumers: [.segmentation, .notifications, .reporting])
  public static let agreement = Topic("ronda.int.agreement.v1", .state, consumers: [.segmentation, .notifications, .reporting])
  public static let notification = Topic(
    "ronda.int.notification.v1", .state, consumers: [.segmentation, .assignmentRouting, .visitCapture, .reporting])
  public static let staff = Topic("ronda.int.staff.v1", .state, consumers: [.segmentation, .assignmentRouting, .visitCapture, .reporting])

  public static let publicAccount = Topic("ronda.pub.account.v1", .publication)
  public static let publicVisit = Topic("ronda.pub.visit.v1", .publication)
  public static let publicPromise = Topic("ronda.pub.promise.v1", .publication)
  public static let publicPayment = Topic("ronda.pub.payment.v1", .publication)
  public static let publicCollectorDay = Topic("ronda.pub.collector-day.v1", .publication)
  public static let publicSegmentDay = Topic("ronda.pub.segment-day.v1", .publication)

  public static let all: [Topic] =
    [
      delinquencyIn, paymentIn, account, debtor, erasure, payment, exclusion, restriction, segment, treatment, task, assignment, route,
      visit,
      visitCorrection, position, promise, agreement, notification, staff, publicAccount, publicVisit, publicPromise, publicPayment,
      publicCollectorDay, publicSegmentDay,
    ] + ServiceName.allCases.map(Topic.deadLetters)
}

import Contracts

enum OperationSubject {}
/// A job or a distribution.
typealias OperationID = Identifier<OperationSubject>

/// On whose word debtors change hands.
struct MoveOrigin: Sendable {
  enum Cause: String, Encodable, Sendable {
    case job, distribution, undo, pin
    /// The service shared debtors out by itself.
    case sharedOut = "shared_out"
  }

  let cause: Cause
  /// `nil`: the service itself.
  let staffID: StaffID?
  let operationID: OperationID?

  static let sharedOut = MoveOrigin(cause: .sharedOut, staffID: nil, operationID: nil)

  static func job(_ jobID: JobID, by staffID: StaffID) -> MoveOrigin {
    MoveOrigin(cause: .job, staffID: staffID, operationID: OperationID(rawValue: jobID.rawValue))
  }

  /// - Parameter cause: `distribution`, or `undo` of one.
  static func distribution(_ id: DistributionID, _ cause: Cause = .distribution, by staffID: StaffID) -> MoveOrigin {
    MoveOrigin(cause: cause, staffID: staffID, operationID: OperationID(rawValue: id.rawValue))
  }

  static func pin(by staffID: StaffID) -> MoveOrigin { MoveOrigin(cause: .pin, staffID: staffID, operationID: nil) }
}

/// A debtor who went from one collector to another.
struct DebtorMove: Sendable {
  let debtorID: DebtorID
  let zoneID: ZoneID?
  let from: StaffID?
  /// `nil`: to nobody, as an exception.
  let to: StaffID?
}

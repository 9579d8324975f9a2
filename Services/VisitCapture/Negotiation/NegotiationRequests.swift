import Contracts
import HTTPTypes
import ServiceKit

/// The body of `POST agreements`: an agreement, and for a gateway whose it is.
struct AgreementSubmission: Decodable {
  let collectorID: StaffID?
  let report: AgreementReport

  private enum CodingKeys: String, CodingKey { case collectorID = "collector_id" }

  init(from decoder: any Decoder) throws {
    collectorID = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(StaffID.self, forKey: .collectorID)
    report = try AgreementReport(from: decoder)
  }
}

/// The body of `POST agreements/{agreement_id}/decision`.
struct DecisionSubmission: Decodable {
  let approve: Bool
  let note: String?
}

/// The body of `POST agreements/{agreement_id}/cancellation`.
struct CancellationSubmission: Decodable {
  let note: String?
}

/// The body of `PUT negotiation-types/{code}`.
struct TypeSubmission: Decodable {
  let nameES: String
  let nameEN: String
  let active: Bool

  private enum CodingKeys: String, CodingKey {
    case nameES = "name_es"
    case nameEN = "name_en"
    case active
  }
}

/// The body of `POST unit-values`.
struct UnitValueSubmission: Decodable {
  private static let most = 400

  let values: [UnitValue]

  func check() throws {
    guard (1...Self.most).contains(values.count) else {
      throw Problem.field("values", code: "out_of_range", "There are 1 to \(Self.most) values in a request.")
    }
    for (index, value) in values.enumerated() {
      guard (1...16).contains(value.unit.utf8.count) else {
        throw Problem.field("values[\(index)].unit", code: "invalid", "A unit has a name of 1 to 16 bytes.")
      }
      guard (1...UnitValue.largestHundredths).contains(value.hundredths) else {
        throw Problem.field(
          "values[\(index)].hundredths", code: "out_of_range",
          "A unit is worth 1 to \(UnitValue.largestHundredths) hundredths of a minor unit.")
      }
    }
  }
}

/// The body of `POST approval-delegations`: the viewer's own authority for a time.
struct DelegationSubmission: Decodable {
  let delegateID: StaffID
  let validFrom: Instant
  let validTo: Instant

  private enum CodingKeys: String, CodingKey {
    case delegateID = "delegate_id"
    case validFrom = "valid_from"
    case validTo = "valid_to"
  }
}

extension Problem {
  /// 403 for what somebody may not do, 409 for what cannot be done any more, 422 for a field that cannot be used.
  init(_ problem: RecordProblem) {
    switch problem.code {
    case "own_request", "already_approved", "authority_missing": self.init(.forbidden, code: problem.code, detail: problem.message)
    case "illegal_transition", "not_open", "expired": self = .conflict(code: problem.code, problem.message)
    default: self = .field(problem.field, code: problem.code, problem.message)
    }
  }
}

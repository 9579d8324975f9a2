package import Contracts

package enum JobSubject {}
package typealias JobID = Identifier<JobSubject>

/// What became of one item of a bulk job.
package struct JobItem: Encodable, Sendable, Equatable {
  package enum Outcome: String, Encodable, Sendable { case done, unchanged, failed }

  /// Of the item in the request, counted from 0; in a file the line, counted from 1.
  package let position: Int
  package let debtorID: DebtorID?
  package let outcome: Outcome
  package let code: String?
  package let message: String?

  static func failed(_ position: Int, _ debtorID: DebtorID?, _ code: String, _ message: String) -> JobItem {
    JobItem(position: position, debtorID: debtorID, outcome: .failed, code: code, message: message)
  }

  private enum CodingKeys: String, CodingKey {
    case position
    case debtorID = "debtor_id"
    case outcome, code, message
  }
}

/// A bulk job with the result of each item.
package struct JobReport: Encodable, Sendable {
  package let jobID: JobID
  package let action: String
  package let items: [JobItem]

  private enum CodingKeys: String, CodingKey {
    case jobID = "job_id"
    case action, done, unchanged, failed, items
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(jobID, forKey: .jobID)
    try container.encode(action, forKey: .action)
    try container.encode(items.count { $0.outcome == .done }, forKey: .done)
    try container.encode(items.count { $0.outcome == .unchanged }, forKey: .unchanged)
    try container.encode(items.count { $0.outcome == .failed }, forKey: .failed)
    try container.encode(items, forKey: .items)
  }
}

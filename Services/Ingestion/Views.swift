import Contracts

/// An import as routes answer it.
struct ImportView: Encodable, Sendable {
  let importID: ImportID
  let kind: String
  let isFull: Bool
  let businessDate: CalendarDate
  /// `running`, `completed` or `failed`.
  let state: String
  let read: Int64
  let created: Int64
  let updated: Int64
  let unchanged: Int64
  let rejected: Int64
  let deactivated: Int64
  let warned: Int64
  let bytesRead: Int64
  /// `nil` when the sender did not say how large the file is.
  let bytesTotal: Int64?
  let startedBy: StaffID?
  let startedAt: Instant
  let finishedAt: Instant?
  let failure: String?

  private enum CodingKeys: String, CodingKey {
    case importID = "import_id"
    case kind
    case isFull = "full"
    case businessDate = "business_date"
    case state, read, created, updated, unchanged, rejected, deactivated, warned
    case bytesRead = "bytes_read"
    case bytesTotal = "bytes_total"
    case startedBy = "started_by"
    case startedAt = "started_at"
    case finishedAt = "finished_at"
    case failure
  }
}

/// What `POST imports/{kind}` answers.
struct ImportSummaryView: Encodable, Sendable {
  let importID: ImportID
  let read: Int64
  let created: Int64
  let updated: Int64
  let unchanged: Int64
  let rejected: Int64
  let deactivated: Int64
  let warned: Int64
  let errorsPath: String

  init(_ summary: ImportSummary) {
    importID = summary.importID
    read = summary.read
    created = summary.created
    updated = summary.updated
    unchanged = summary.unchanged
    rejected = summary.rejected
    deactivated = summary.deactivated
    warned = summary.warned
    errorsPath = "/api/ingestion/v1/imports/\(summary.importID)/errors"
  }

  private enum CodingKeys: String, CodingKey {
    case importID = "import_id"
    case read, created, updated, unchanged, rejected, deactivated, warned
    case errorsPath = "errors_path"
  }
}

/// A debtor with the accounts that the viewer may see, and the totals of these.
struct DebtorView: Encodable, Sendable {
  let debtor: DebtorUpdated
  let accounts: [AccountUpdated]

  private enum CodingKeys: String, CodingKey {
    case accounts
  }

  func encode(to encoder: any Encoder) throws {
    try debtor.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(accounts, forKey: .accounts)
  }
}

/// A record in the dead letters.
struct RejectView: Encodable, Sendable {
  /// `topic/partition/offset`, or `import/<id>/<line>` of a payment that waited in vain.
  let origin: String
  let code: String
  let field: String
  let message: String
  let rejectedAt: Instant

  private enum CodingKeys: String, CodingKey {
    case origin, code, field, message
    case rejectedAt = "rejected_at"
  }
}

/// Where a page of rejects ended: `2026-11-22T15:02:00.000Z|topic/0/17`.
struct RejectCursor: Sendable {
  let rejectedAt: Instant
  let origin: String

  init?(_ text: String) {
    let parts = text.split(separator: "|", maxSplits: 1)
    guard parts.count == 2, let at = Instant(parts[0]) else { return nil }
    rejectedAt = at
    origin = String(parts[1])
  }

  static func text(_ last: RejectView) -> String { "\(last.rejectedAt)|\(last.origin)" }
}

/// That a debtor was forgotten.
struct ErasureView: Encodable, Sendable {
  let debtorID: DebtorID
  let reference: String?
  /// `nil` when the service learnt of it from the topic.
  let askedBy: StaffID?
  let erasedAt: Instant

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case reference
    case askedBy = "asked_by"
    case erasedAt = "erased_at"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(debtorID, forKey: .debtorID)
    try container.encode(reference, forKey: .reference)
    try container.encode(askedBy, forKey: .askedBy)
    try container.encode(erasedAt, forKey: .erasedAt)
  }
}

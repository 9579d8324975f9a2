import Contracts

/// What a promise made on the day may be of.
struct PromiseTerms: Encodable, Sendable {
  let minimumMinor: Int64
  let maximumMinor: Int64
  let earliestDueOn: CalendarDate
  let latestDueOn: CalendarDate
  /// Dates that one promise may be spread over.
  let maximumDates: Int
  /// The version of the policy that says so, for the promise to name.
  let policyVersion: Int
  /// Business days after the due date until it is judged.
  let graceDays: Int
  /// Why no further promise is taken: `agreement_active`, `too_many_active`, `too_many_repeats`; `nil` when one is.
  let refusal: String?

  init(_ entry: PromisePolicies.Entry, _ account: AccountUpdated, _ book: PromiseBook, _ day: CalendarDate) {
    let policy = entry.policy
    policyVersion = entry.version
    minimumMinor = policy.minimum(for: [account])
    maximumMinor = policy.maximum(for: [account])
    earliestDueOn = day
    latestDueOn = day.advanced(byDays: policy.maximumDays)
    maximumDates = policy.maximumDates
    graceDays = policy.graceDays
    refusal = book.obstacle(about: [account.accountID], on: day, policy)
  }

  private enum CodingKeys: String, CodingKey {
    case minimumMinor = "minimum_minor"
    case maximumMinor = "maximum_minor"
    case earliestDueOn = "earliest_due_on"
    case latestDueOn = "latest_due_on"
    case maximumDates = "maximum_dates"
    case graceDays = "grace_days"
    case policyVersion = "policy_version"
    case refusal
  }
}

/// One version of a promise policy.
struct PromisePolicyView: Encodable, Sendable {
  let entry: PromisePolicies.Entry

  init(_ entry: PromisePolicies.Entry) { self.entry = entry }

  private enum CodingKeys: String, CodingKey {
    case version
    case publishedAt = "published_at"
    case publishedBy = "published_by"
  }

  func encode(to encoder: any Encoder) throws {
    try entry.policy.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entry.version, forKey: .version)
    try container.encode(entry.publishedAt, forKey: .publishedAt)
    try container.encode(entry.publishedBy, forKey: .publishedBy)
  }
}

/// A promise with the terms under which it was made.
struct PromiseView: Encodable, Sendable {
  let record: PromiseRecord

  init(_ record: PromiseRecord) { self.record = record }

  private enum CodingKeys: String, CodingKey {
    case madeOn = "made_on"
    case lastPaymentDate = "last_payment_date"
    case seriesID = "series_id"
    case method
    case closedReason = "closed_reason"
    case policyCountry = "policy_country"
    case policyVersion = "policy_version"
  }

  func encode(to encoder: any Encoder) throws {
    try record.event.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(record.madeOn, forKey: .madeOn)
    try container.encode(record.cutOffOn, forKey: .lastPaymentDate)
    try container.encode(record.seriesID, forKey: .seriesID)
    try container.encode(record.method, forKey: .method)
    try container.encode(record.closedReason, forKey: .closedReason)
    try container.encode(record.policy?.country, forKey: .policyCountry)
    try container.encode(record.policy?.version, forKey: .policyVersion)
  }
}

/// The body of `POST promises/{promise_id}/cancel`.
struct CancelSubmission: Decodable {
  let reason: String
}

/// Something that falls due on a day: a promise, or what the bank wants next.
struct CalendarItem: Encodable, Sendable {
  let dueOn: CalendarDate
  /// `promise` or `instalment`.
  let kind: String
  let debtorID: DebtorID
  let debtorName: String
  let accountID: AccountID
  let promiseID: PromiseID?
  /// The state of a promise.
  let state: PromiseState?
  let amountMinor: Int64?
  let currency: Currency

  private enum CodingKeys: String, CodingKey {
    case dueOn = "due_on"
    case kind
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case accountID = "account_id"
    case promiseID = "promise_id"
    case state
    case amountMinor = "amount_minor"
    case currency
  }
}

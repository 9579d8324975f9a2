package import Contracts

/// What a bank, or a file of it, says about one account at one time. Checked: what it holds is consistent in itself.
package struct AccountStatement: Sendable {
  package var kind: StatementKind
  package var source: StatementSource
  package var accountID: AccountID
  /// `nil` when the statement does not say who owes.
  package var debtorID: DebtorID?
  package var creditorID: CreditorID
  package var accountNumber: String
  /// Rises with each event about the account; `nil` for a row of a file, which is ordered by its business date alone.
  package var sequence: Int64?
  package var businessDate: CalendarDate
  /// `ce_id`.
  package var eventID: String?
  /// Tells whether a repeated id or sequence says the same.
  package var bodyHash: ContentHash

  package var currency: Currency?
  package var balances: StatedBalances?
  package var productCode: String?
  package var productType: ProductType?
  package var branchCode: String?
  package var daysPastDue: Int?
  package var oldestDueDate: CalendarDate?
  package var nextDue: DatedAmount?
  package var lastPayment: DatedAmount?
  package var riskScore: Int?
  package var flags: AccountFlags?
  package var attributes: [String: String]?
  /// What the bank calls its customer: `debtor.status`.
  package var customerStatus: String? = nil
  /// Which of the optional fields above were said, be it as null. What was not said stays as it was.
  package var said: StatedFields
  /// A JSON object with everything else that was said about the account, as it came.
  package var details: [UInt8]
  package var profile: ProfileStatement?
}

/// What a statement is about. It decides the account's status.
package enum StatementKind: String, CaseIterable, Sendable {
  case delinquent = "account.delinquent"
  case bucketChanged = "account.bucket-changed"
  case balanceChanged = "account.balance-changed"
  case cured = "account.cured"
  case chargedOff = "account.charged-off"
  case paused = "account.paused"
  case resumed = "account.resumed"
  case closed = "account.closed"
  /// A row of a file with status ACTIVE.
  case listed = "file.active"
  /// A row of a file with status INACTIVE.
  case unlisted = "file.inactive"
  /// A row of status.csv with status ACTIVE: it says nothing else of the account.
  case activated = "file.activated"
}

package enum StatementSource: String, Sendable {
  case event = "EVENT"
  case file = "CSV"
  /// Entered by a person.
  case manual = "MANUAL"
}

/// Fields that can be said to be empty.
package struct StatedFields: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }
  static let productCode = StatedFields(rawValue: 1 << 0)
  static let branchCode = StatedFields(rawValue: 1 << 1)
  static let oldestDueDate = StatedFields(rawValue: 1 << 2)
  static let nextDue = StatedFields(rawValue: 1 << 3)
  static let lastPayment = StatedFields(rawValue: 1 << 4)
  static let riskScore = StatedFields(rawValue: 1 << 5)
  static let flags = StatedFields(rawValue: 1 << 6)
  static let attributes = StatedFields(rawValue: 1 << 7)
}

package struct DatedAmount: Equatable, Sendable {
  package var date: CalendarDate
  package var amountMinor: Int64?
}

/// The amounts of a statement in minor units. The components sum up to the overdue total exactly.
package struct StatedBalances: Equatable, Sendable {
  package var overdue: OverdueBalances
  package var totalDue: Int64
}

/// What is overdue, by component, in minor units; none is negative.
package struct OverdueBalances: Equatable, Sendable {
  package var principal: Int64 = 0
  package var interest: Int64 = 0
  package var lateInterest: Int64 = 0
  package var fees: Int64 = 0
  package var insurance: Int64 = 0

  package var total: Int64 { principal + interest + lateInterest + fees + insurance }

  package init(principal: Int64 = 0, interest: Int64 = 0, lateInterest: Int64 = 0, fees: Int64 = 0, insurance: Int64 = 0) {
    self.principal = principal
    self.interest = interest
    self.lateInterest = lateInterest
    self.fees = fees
    self.insurance = insurance
  }
}

/// 128 bits that tell one content from another.
package struct ContentHash: Hashable, Sendable {
  package let high: Int64
  package let low: Int64

  package init(high: Int64, low: Int64) {
    self.high = high
    self.low = low
  }

  /// Two multiply-and-rotate chains over words of eight bytes. It tells redeliveries from changes, not friend from foe.
  package init(of bytes: some Sequence<UInt8>) {
    let state = bytes.withContiguousStorageIfAvailable { Self.mix($0) } ?? Array(bytes).withUnsafeBufferPointer { Self.mix($0) }
    self.init(high: Int64(bitPattern: state.0), low: Int64(bitPattern: state.1))
  }

  private static func mix(_ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
    var first: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    var second: UInt64 = 0x6c62_272e_07bb_0142
    func take(_ word: UInt64) {
      first = (first ^ word) &* 0x9e37_79b9_7f4a_7c15
      first ^= first >> 32
      second = (second &+ word) &* 0xc2b2_ae3d_27d4_eb4f
      second = second << 31 | second >> 33
    }
    let raw = UnsafeRawBufferPointer(bytes)
    var offset = 0
    while offset + 8 <= raw.count {
      take(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var rest: UInt64 = 0x80
    while offset < raw.count {
      rest = rest << 8 | UInt64(raw[offset])
      offset += 1
    }
    take(rest)
    take(first ^ second)
    return (first, second)
  }
}

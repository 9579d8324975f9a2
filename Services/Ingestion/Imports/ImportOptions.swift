package import Contracts
import FoundationEssentials

package enum ImportSubject {}
package typealias ImportID = Identifier<ImportSubject>

package enum ImportKind: String, CaseIterable, Sendable {
  case accounts, payments, status, addresses, contacts, parties, locations, exclusions
}

/// How a file is to be read.
package struct ImportOptions: Sendable {
  package var kind: ImportKind
  /// The file names all accounts, or addresses, contacts or parties, of its creditors, or all who are on its lists: what it leaves out is
  /// deactivated.
  package var isFull: Bool
  /// Amounts are written 1.234,56.
  package var hasDecimalComma: Bool
  /// Of rows without a `business_date`; `nil` is today in America/Lima.
  package var businessDate: CalendarDate?
  package var startedBy: StaffID?
  /// Creditors that the importer may write; empty is all.
  package var creditorIDs: [CreditorID]
  /// The size of the file where it is known, to tell how far the import is.
  package var totalBytes: Int64?

  package init(
    kind: ImportKind, isFull: Bool = false, hasDecimalComma: Bool = false, businessDate: CalendarDate? = nil, startedBy: StaffID? = nil,
    creditorIDs: [CreditorID] = [], totalBytes: Int64? = nil
  ) {
    self.kind = kind
    self.isFull = isFull
    self.hasDecimalComma = hasDecimalComma
    self.businessDate = businessDate
    self.startedBy = startedBy
    self.creditorIDs = creditorIDs
    self.totalBytes = totalBytes
  }
}

/// What an import did.
package struct ImportSummary: Sendable, Equatable {
  package let importID: ImportID
  package var read: Int64 = 0
  package var created: Int64 = 0
  package var updated: Int64 = 0
  package var unchanged: Int64 = 0
  package var rejected: Int64 = 0
  package var deactivated: Int64 = 0
  /// Rows that were taken although something in them looks wrong, such as a check digit.
  package var warned: Int64 = 0
  /// How much of the file has been read.
  package var bytesRead: Int64 = 0

  package init(importID: ImportID) {
    self.importID = importID
  }

  mutating func count(_ outcome: Outcome) {
    switch outcome {
    case .created, .waits: created += 1
    case .updated: updated += 1
    case .duplicate: unchanged += 1
    case .stale, .rejected: rejected += 1
    }
  }
}

/// One line of an errors file.
package struct ImportError: Sendable, Equatable {
  package let line: Int
  package let column: String
  package let code: String
  package let message: String
  package let raw: String

  package init(line: Int, column: String, code: String, message: String, raw: String) {
    self.line = line
    self.column = column
    self.code = code
    self.message = message
    self.raw = raw
  }
}

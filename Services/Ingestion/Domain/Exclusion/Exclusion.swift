package import Contracts

package enum ExclusionSubject {}
package typealias ExclusionID = Identifier<ExclusionSubject>

/// That a debtor, or one of the debtor's accounts, stands on an exclusion list, as files say.
///
/// A list says one thing of an account or a debtor: what a file says next takes its place.
package struct Exclusion: Sendable, Equatable {
  /// Stands for list, debtor and account.
  package var exclusionID: ExclusionID
  package var listID: ListID
  package var debtorID: DebtorID
  /// `nil`: every account of the debtor.
  package var accountID: AccountID?
  /// Whose account it is; `nil` when a person is excluded.
  package var creditorID: CreditorID?
  package var kind: RestrictionKind
  /// `false` once taken off.
  package var isActive: Bool
  /// The last day on which it holds.
  package var validUntil: CalendarDate?

  package func event(version: Int64, at now: Instant) -> ExclusionChanged {
    ExclusionChanged(
      debtorID: debtorID, accountID: accountID, listID: listID, kind: kind, active: isActive, validUntil: validUntil, version: version,
      changedAt: now)
  }
}

/// What a row says, before it is known which debtor an account belongs to.
package struct ExclusionNotice: Sendable {
  package enum Subject: Sendable, Equatable {
    case account(AccountID, of: CreditorID)
    case debtor(DebtorID)
  }

  package var listID: ListID
  package var subject: Subject
  package var kind: RestrictionKind
  package var isActive: Bool
  package var validUntil: CalendarDate?

  package var accountID: AccountID? {
    if case .account(let id, _) = subject { id } else { nil }
  }

  package var creditorID: CreditorID? {
    if case .account(_, let creditor) = subject { creditor } else { nil }
  }

  /// Who is excluded.
  ///
  /// - Parameter owners: the debtors of the accounts that are known.
  /// - Throws: `account_unknown` for an account that is not among them.
  package func exclusion(owners: [AccountID: DebtorID], naming: Naming) throws(RecordError) -> Exclusion {
    let debtorID: DebtorID
    switch subject {
    case .debtor(let id): debtorID = id
    case .account(let id, _):
      guard let owner = owners[id] else {
        throw RecordError(.accountUnknown, "account_number", "the account is not known: exclude the person by id_type and id_number")
      }
      debtorID = owner
    }
    return Exclusion(
      exclusionID: try naming.exclusion(listID, of: debtorID, accountID), listID: listID, debtorID: debtorID, accountID: accountID,
      creditorID: creditorID, kind: kind, isActive: isActive, validUntil: validUntil)
  }
}

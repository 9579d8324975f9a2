package import Contracts

/// That an account is another debtor's from now on, or a debtor another one: what lists say of it goes along.
package struct Succession: Sendable, Equatable {
  /// `nil`: the person.
  package var accountID: AccountID?
  package var from: DebtorID
  package var to: DebtorID
}

extension Exclusion {
  /// What is to be said on the same list from now on.
  ///
  /// The old debtor's entry about an account is taken off. One about the person stays, for the case that the merge is taken back.
  func entries(after succession: Succession, naming: Naming) throws(RecordError) -> [Exclusion] {
    var (entered, withdrawn) = (self, self)
    entered.debtorID = succession.to
    entered.exclusionID = try naming.exclusion(listID, of: succession.to, accountID)
    withdrawn.isActive = false
    return accountID == nil ? [entered] : [withdrawn, entered]
  }
}

package import Contracts

/// What must still be loaded before statements can be applied.
package struct StatementNeeds: Equatable, Sendable {
  /// Accounts whose profiles take part in a consolidation.
  package var profiles: Set<AccountID> = []
  /// Debtors that were known before and are consolidated anew.
  package var debtors: Set<DebtorID> = []
  /// Accounts that are new here: payments may wait for them.
  package var newAccounts: Set<AccountID> = []
  /// Accounts with payments that the statement does not know.
  package var movements: Set<AccountID> = []
}

extension Portfolio {
  /// Says what `statements` need beyond accounts and debtors. It may ask for more than is used in the end, never for less.
  package func needs(of statements: some Sequence<AccountStatement>) -> StatementNeeds {
    var needs = StatementNeeds()
    for statement in statements {
      guard let account = accounts[statement.accountID]?.now else {
        needs.newAccounts.insert(statement.accountID)
        if let debtor = statement.debtorID { addConsolidation(of: canonical(debtor), to: &needs) }
        continue
      }
      if account.hasMovements(after: statement) { needs.movements.insert(statement.accountID) }
      let debtor = statement.debtorID.map(canonical) ?? account.debtorID
      let changesProfile = statement.profile.map { $0.hash != account.profileHash } ?? false
      guard changesProfile || debtor != account.debtorID else { continue }
      addConsolidation(of: debtor, to: &needs)
      addConsolidation(of: account.debtorID, to: &needs)
    }
    return needs
  }

  private func addConsolidation(of debtor: DebtorID, to needs: inout StatementNeeds) {
    needs.profiles.formUnion(accountsOf[debtor] ?? [])
    if debtors[debtor] != nil { needs.debtors.insert(debtor) }
  }
}

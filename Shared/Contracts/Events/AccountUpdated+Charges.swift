extension AccountUpdated {
  /// The account as people are shown it. Nobody is charged for being late before anything is past due: late interest and fees that a bank
  /// reports there all the same are left out, of what is overdue and of the total as well.
  public var withoutChargesBeforeDue: AccountUpdated {
    let charges = overdueLateInterestMinor + overdueFeesMinor
    guard daysPastDue <= 0, charges != 0 else { return self }
    var account = self
    account.overdueLateInterestMinor = 0
    account.overdueFeesMinor = 0
    account.overdueMinor -= charges
    account.totalDueMinor -= charges
    return account
  }
}

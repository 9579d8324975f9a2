import Contracts

/// What is to be done with a statement about an account.
package enum Verdict: Equatable, Sendable {
  case apply
  /// Said before, with the same content.
  case duplicate
  /// Older than what is known.
  case stale
  /// The same id or sequence with another content, or another currency.
  case refuse(RecordError)
}

extension Account {
  /// Judges a statement by the order of its source.
  ///
  /// Events follow each other by `sequence`. A row of a file has none: between a file and events the business date decides, and on the
  /// same day who comes last. A row that says what the account's last row said changes nothing, whatever came in between, so that an old
  /// file that is imported again does no harm. What a person enters is ordered like a row, and the bank's next word of the same day or a
  /// later one takes its place.
  package func judge(_ statement: AccountStatement) -> Verdict {
    if let currency = statement.currency, currency != self.currency, isNewer(statement) {
      return .refuse(RecordError(.currencyChanged, "currency", "differs from the account's currency \(self.currency.rawValue)"))
    }
    return statement.source == .event ? judgeEvent(statement) : judgeRow(statement)
  }

  private func isNewer(_ statement: AccountStatement) -> Bool {
    guard let sequence, let other = statement.sequence else { return true }
    return other > sequence
  }

  private func judgeEvent(_ statement: AccountStatement) -> Verdict {
    if let sequence, let stated = statement.sequence {
      let saysTheSame = eventHash == statement.bodyHash
      if let eventID, eventID == statement.eventID, !saysTheSame {
        return .refuse(RecordError(.conflict, "id", "the event's id was used with another body"))
      }
      if stated == sequence {
        return saysTheSame ? .duplicate : .refuse(RecordError(.conflict, "sequence", "the sequence was used with another body"))
      }
      if stated < sequence { return .stale }
    }
    return source != .event && statement.businessDate < businessDate ? .stale : .apply
  }

  private func judgeRow(_ statement: AccountStatement) -> Verdict {
    if statement.source == .file, fileHash == statement.bodyHash { return .duplicate }
    return statement.businessDate < businessDate ? .stale : .apply
  }

  /// The account as a first statement describes it.
  ///
  /// - Throws: `account_unknown` when the statement does not say enough to start an account.
  package init(from statement: AccountStatement) throws(RecordError) {
    guard let debtorID = statement.debtorID, let currency = statement.currency, let balances = statement.balances,
      let daysPastDue = statement.daysPastDue
    else {
      throw RecordError(
        .accountUnknown, "account_number", "the account is not known, and the event lacks debtor, currency, balances or days_past_due")
    }
    guard let productType = statement.productType else { throw RecordError(.missingField, "product_type", "is missing") }
    self.init(
      accountID: statement.accountID, creditorID: statement.creditorID, accountNumber: statement.accountNumber, debtorID: debtorID,
      currency: currency, productType: productType,
      stated: StatedPosition(status: .active, overdueMinor: balances.overdue.total, asOf: statement.businessDate, daysPastDue: daysPastDue),
      overdue: balances.overdue, totalDue: balances.totalDue, businessDate: statement.businessDate, source: statement.source,
      profileSince: statement.businessDate)
    take(statement)
  }

  /// The customer's status stays until it is said anew, whatever other attributes are.
  private mutating func takeAttributes(_ statement: AccountStatement) {
    let name = AttributeReader.customerStatus
    let known = attributes[name]
    if statement.said.contains(.attributes) { attributes = statement.attributes ?? [:] }
    if let status = statement.customerStatus ?? known, attributes[name] == nil || statement.customerStatus != nil {
      attributes[name] = status
    }
  }

  /// Replaces what the statement says. Payments are not looked at: the caller applies again those that the statement does not know.
  package mutating func take(_ statement: AccountStatement) {
    let said = statement.said
    if let debtorID = statement.debtorID { self.debtorID = debtorID }
    if let productType = statement.productType { self.productType = productType }
    if said.contains(.productCode) { productCode = statement.productCode }
    if said.contains(.branchCode) { branchCode = statement.branchCode }
    if said.contains(.nextDue) { nextDue = statement.nextDue }
    if said.contains(.riskScore) || statement.riskScore != nil { riskScore = statement.riskScore }
    if said.contains(.flags) { flags = statement.flags ?? AccountFlags() }
    takeAttributes(statement)
    if said.contains(.oldestDueDate) { stated.oldestDueDate = statement.oldestDueDate }
    if let daysPastDue = statement.daysPastDue { stated.daysPastDue = daysPastDue }
    if said.contains(.lastPayment) { takeLastPayment(statement.lastPayment) }
    if let balances = statement.balances {
      overdue = balances.overdue
      totalDue = balances.totalDue
      stated.overdueMinor = balances.overdue.total
      stated.asOf = statement.businessDate
      latestMovement = nil
    }
    details = statement.details
    stated.status = status(after: statement.kind)
    businessDate = statement.businessDate
    source = statement.source
    switch statement.source {
    case .event: (sequence, eventID, eventHash) = (statement.sequence, statement.eventID, statement.bodyHash)
    case .file: fileHash = statement.bodyHash
    case .manual: break
    }
  }

  /// A payment that the bank does not know yet stays the last one.
  private mutating func takeLastPayment(_ said: DatedAmount?) {
    stated.lastPayment = said
    if let known = lastPayment, latestMovement != nil, known.date > said?.date ?? CalendarDate(daysSince1970: .min) { return }
    lastPayment = said
  }

  private func status(after kind: StatementKind) -> AccountStatus {
    switch kind {
    case .cured: .cured
    case .chargedOff: .chargedOff
    case .paused: .paused
    case .closed: .closed
    case .unlisted: .inactive
    case .delinquent, .resumed, .listed, .activated: workedOrCured
    case .bucketChanged, .balanceChanged:
      switch stated.status {
      case .active, .cured: workedOrCured
      case .paused, .chargedOff, .inactive, .closed: stated.status
      }
    }
  }

  /// An account is worked while something is overdue, and before its due date for as long as one lies ahead.
  private var workedOrCured: AccountStatus {
    let isPreventive = stated.daysPastDue <= 0 && nextDue != nil
    return stated.overdueMinor > 0 || isPreventive ? .active : .cured
  }
}

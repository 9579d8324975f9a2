package import Contracts

extension Portfolio {
  /// Reads a notice with what is known of its debtor.
  ///
  /// - Throws: `account_unknown` when there is no such account or debtor; what `SupplementReader` refuses.
  package func read(_ notice: SupplementNotice) throws(RecordError) -> Supplement {
    let known: Debtor? =
      switch notice.subject {
      case .debtor(let id): debtors[id]
      case .account(let id): accounts[id].flatMap { debtors[$0.now.debtorID] }
      }
    guard let debtor = known, debtor.erasedAt == nil else {
      throw RecordError(.accountUnknown, "account_number", "the account is not known")
    }
    return try SupplementReader.read(notice, of: debtor, naming: naming)
  }

  /// Applies one supplement: what its source said before of the same thing is replaced.
  package mutating func apply(_ supplement: Supplement) -> Outcome {
    if isErased(supplement.debtorID) { return .stale }
    let known = supplements[supplement.debtorID]?[supplement.supplementID]
    if let known, known.hash == supplement.hash { return .duplicate }
    if let known, known.since > supplement.since { return .stale }
    supplements[supplement.debtorID, default: [:]][supplement.supplementID] = supplement
    saidSupplements.insert(supplement.supplementID)
    withdrawnSupplements.remove(supplement.supplementID)
    consolidate(supplement.debtorID)
    return known == nil ? .created : .updated
  }

  /// Takes back what a source said of one address, contact or party. Nothing happens when it says nothing any more.
  package mutating func withdraw(_ id: SupplementID, of debtor: DebtorID) -> Outcome {
    guard supplements[debtor]?.removeValue(forKey: id) != nil else { return .duplicate }
    saidSupplements.remove(id)
    withdrawnSupplements.insert(id)
    consolidate(debtor)
    return .updated
  }

  /// Whether one of the debtor's accounts is of the creditors; an empty scope is all creditors.
  package func isVisible(_ debtor: DebtorID, to scope: [CreditorID]) -> Bool {
    scope.isEmpty || (accountsOf[debtor] ?? []).contains { id in accounts[id].map { scope.contains($0.now.creditorID) } ?? false }
  }

  /// Applies a consent or a revocation. The same id again is the same record.
  package mutating func apply(_ consent: Consent) -> Outcome {
    if isErased(consent.debtorID) { return .stale }
    if let known = consents[consent.debtorID]?.first(where: { $0.consentID == consent.consentID }) {
      var repeated = consent
      (repeated.recordedAt, repeated.recordedBy) = (known.recordedAt, known.recordedBy)
      return repeated == known
        ? .duplicate : .rejected(RecordError(.conflict, "consent_id", "the id was used for another consent"))
    }
    consents[consent.debtorID, default: []].append(consent)
    newConsents.append(consent)
    consolidate(consent.debtorID)
    return .created
  }

  private mutating func consolidate(_ debtor: DebtorID) {
    touchedDebtors.insert(debtor)
    reprofiledDebtors.insert(debtor)
  }
}

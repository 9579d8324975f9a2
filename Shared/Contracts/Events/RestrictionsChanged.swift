/// What keeps a debtor from being contacted, beyond what the bank says of an account: flags set by people and exclusion lists.
///
/// Always the whole set; an empty one lifts everything.
public struct RestrictionsChanged: VersionedEvent {
  public static let type = "restrictions.changed"
  public static let topic = Topics.restriction
  public var key: RecordKey { RecordKey(debtorID) }

  public var debtorID: DebtorID
  public var restrictions: [Restriction]
  public var version: Int64
  public var changedAt: Instant

  public init(debtorID: DebtorID, restrictions: [Restriction], version: Int64, changedAt: Instant) {
    self.debtorID = debtorID
    self.restrictions = restrictions
    self.version = version
    self.changedAt = changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case restrictions, version
    case changedAt = "changed_at"
  }
}

/// One reason why a debtor or one of the debtor's accounts may not be worked.
public struct Restriction: Codable, Equatable, Sendable {
  public var kind: RestrictionKind
  /// `nil`: every account of the debtor.
  public var accountID: AccountID?
  /// The exclusion list that it comes from.
  public var listID: ListID?
  public var since: Instant

  public init(kind: RestrictionKind, accountID: AccountID?, listID: ListID?, since: Instant) {
    self.kind = kind
    self.accountID = accountID
    self.listID = listID
    self.since = since
  }

  private enum CodingKeys: String, CodingKey {
    case kind, since
    case accountID = "account_id"
    case listID = "list_id"
  }
}

public enum RestrictionKind: String, Codable, CaseIterable, Sendable {
  case doNotContact = "do_not_contact"
  /// A written demand to stop.
  case cease
  case dispute
  case hardship
  case insolvency
  case deceased
  /// Only the representative may be contacted.
  case legalRepresentative = "legal_representative"
  case fraud
  /// On an exclusion list.
  case excluded

  /// About the person rather than one debt: it holds for every account of the debtor.
  public var isPersonal: Bool {
    switch self {
    case .doNotContact, .cease, .insolvency, .deceased, .legalRepresentative: true
    case .dispute, .hardship, .fraud, .excluded: false
    }
  }
}

extension AccountFlags {
  /// Sets the flag that has the same consequences.
  public mutating func insert(_ kind: RestrictionKind) {
    switch kind {
    case .doNotContact, .excluded: doNotContact = true
    case .cease: cease = true
    case .dispute: dispute = true
    case .hardship: hardship = true
    case .insolvency: insolvency = true
    case .deceased: deceased = true
    case .legalRepresentative: legalRepresentative = true
    case .fraud: fraud = true
    }
  }

  /// Adds what holds for the account.
  public mutating func formUnion(_ restrictions: [Restriction], of accountID: AccountID) {
    for restriction in restrictions where restriction.accountID == nil || restriction.accountID == accountID || restriction.kind.isPersonal
    {
      insert(restriction.kind)
    }
  }
}

/// How somebody is related to a debt.
public enum PartyRole: String, Codable, CaseIterable, Sendable {
  case holder
  case coDebtor = "co_debtor"
  case guarantor
  case legalRepresentative = "legal_representative"
  case reference
  case employer
  case relative
  case thirdParty = "third_party"
}

/// Somebody beside the debtor who answers for a debt or knows the debtor. The contact rules say who of them may be contacted.
public struct DebtorParty: Codable, Equatable, Sendable {
  public var partyID: PartyID
  public var role: PartyRole
  /// The debt that it is about; `nil`: every debt to the creditor, or every debt of the debtor.
  public var accountID: AccountID?
  /// The only one who may know; `nil`: that of the account, or every creditor.
  public var creditorID: CreditorID?
  public var fullName: String?

  public init(partyID: PartyID, role: PartyRole, accountID: AccountID?, creditorID: CreditorID? = nil, fullName: String?) {
    self.partyID = partyID
    self.role = role
    self.accountID = accountID
    self.creditorID = creditorID
    self.fullName = fullName
  }

  private enum CodingKeys: String, CodingKey {
    case partyID = "party_id"
    case role
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case fullName = "full_name"
  }
}

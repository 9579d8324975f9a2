import Contracts
import FoundationEssentials

/// What one source says of a debtor's addresses, contacts and people, with its place among the others.
struct Voice {
  /// What a person entered comes first, then what was found at the door; files count like the banks' statements, by their date; a
  /// geocoder only adds what nobody knows.
  private enum Rank: Int { case manual, field, bank, geocoder }

  private let rank: Rank
  private let since: CalendarDate
  private let id: UUID
  var addresses: [AddressStatement] = []
  var contacts: [ContactStatement] = []
  /// With the account that they belong to, or else the creditor who said so; without either, of all that the debtor owes.
  var parties: [(accountID: AccountID?, creditorID: CreditorID?, statement: PartyStatement)] = []

  init(_ profile: Profile) {
    (rank, since, id) = (.bank, profile.since, profile.accountID.rawValue)
    addresses = profile.statement.addresses ?? []
    contacts = profile.statement.contacts ?? []
    parties = (profile.statement.parties ?? []).map { (profile.accountID, nil, $0) }
  }

  init(_ supplement: Supplement) {
    rank =
      switch supplement.source {
      case .manual: .manual
      case .field: .field
      case .file: .bank
      case .geocoder: .geocoder
      }
    (since, id) = (supplement.since, supplement.supplementID.rawValue)
    switch supplement.content {
    case .address(let address): addresses = [address]
    case .contact(let contact): contacts = [contact]
    case .party(let party): parties = [(nil, supplement.creditorID, party)]
    }
  }

  /// Whether its coordinates hold whatever precision others claim.
  var locatesForGood: Bool { rank == .manual || rank == .field }

  /// Whom to believe first: by rank, then the newest; the id makes it one order.
  static func precedes(_ one: Voice, _ other: Voice) -> Bool {
    (one.rank.rawValue, other.since, other.id) < (other.rank.rawValue, one.since, one.id)
  }
}

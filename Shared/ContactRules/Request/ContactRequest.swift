public import Contracts

/// The question: may this debtor be contacted through this channel at this instant?
public struct ContactRequest: Sendable, Equatable {
  /// Every jurisdiction that has a say, such as the debtor's home and the place of a visit. All must allow.
  public var jurisdictions: [Jurisdiction]
  public var channel: ContactChannel
  public var place: ContactPlace
  public var party: PartyRole
  /// `nil` when it is not known; then no exception for a product applies.
  public var product: ProductType?
  /// The debtor authorised visits expressly.
  public var visitAuthorised: Bool
  public var consent: ChannelConsent
  public var flags: ContactFlags
  /// What the contact would do that some law forbids or asks for.
  public var conduct: ContactConduct
  public var instant: Instant
  /// IANA name of the debtor's zone, in which hours, days and weeks are judged.
  /// `nil` takes the zone of the first jurisdiction, if that has only one.
  public var timeZone: String?
  /// Contacts that count towards caps. All of them count, whatever their order, so that a scheduled contact is respected;
  /// to judge a contact of the past, leave out what came after it, and always leave out the contact itself.
  public var prior: [PriorContact]

  public init(
    jurisdictions: [Jurisdiction], channel: ContactChannel, place: ContactPlace = .unspecified, party: PartyRole = .holder,
    product: ProductType? = nil, visitAuthorised: Bool = false, consent: ChannelConsent = .unknown, flags: ContactFlags = [],
    conduct: ContactConduct = [], instant: Instant, timeZone: String? = nil, prior: [PriorContact] = []
  ) {
    self.jurisdictions = jurisdictions
    self.channel = channel
    self.place = place
    self.party = party
    self.product = product
    self.visitAuthorised = visitAuthorised
    self.consent = consent
    self.flags = flags
    self.conduct = conduct
    self.instant = instant
    self.timeZone = timeZone
    self.prior = prior
  }
}

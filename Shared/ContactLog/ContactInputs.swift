public import ContactRules
public import Contracts

/// All that a decision was made from, as it is stored and shown. It names the debtor nowhere.
public struct ContactInputs: Codable, Sendable, Equatable {
  public var jurisdictions: [String]
  public var channel: ContactChannel
  public var place: String
  public var party: String
  public var product: ProductType?
  public var visitAuthorized: Bool
  public var consent: String
  public var flags: [String]
  public var conduct: [String]
  public var instant: Instant
  public var timeZone: String?
  public var counting: String
  public var week: String
  public var prior: [Prior]

  public struct Prior: Codable, Sendable, Equatable {
    public var channel: ContactChannel
    public var at: Instant
    public var reached: Bool
    public var aboutThisDebt: Bool

    private enum CodingKeys: String, CodingKey {
      case channel, at, reached
      case aboutThisDebt = "about_this_debt"
    }
  }

  public init(_ request: ContactRequest, _ reading: LawReading) {
    jurisdictions = request.jurisdictions.map(\.description)
    channel = request.channel
    place = request.place.rawValue
    party = request.party.rawValue
    product = request.product
    visitAuthorized = request.visitAuthorised
    consent =
      switch request.consent {
      case .granted: "granted"
      case .refused: "refused"
      case .unknown: "unknown"
      }
    flags = request.flags.names
    conduct = request.conduct.names
    instant = request.instant
    timeZone = request.timeZone
    counting = reading.counting.rawValue
    week = reading.week.rawValue
    prior = request.prior.sorted { $0.instant < $1.instant }.map {
      Prior(channel: $0.channel, at: $0.instant, reached: $0.reached, aboutThisDebt: $0.aboutThisDebt)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case jurisdictions, channel, place, party, product, consent, flags, conduct, instant, counting, week, prior
    case visitAuthorized = "visit_authorized"
    case timeZone = "time_zone"
  }
}

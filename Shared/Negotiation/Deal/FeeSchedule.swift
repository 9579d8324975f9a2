/// What collecting costs: the lower of what the tiers give and what the law allows, and the tax on it.
public struct FeeSchedule: Hashable, Codable, Sendable {
  /// What the fee is taken of.
  public enum Base: String, Codable, CaseIterable, Sendable { case overdue, recovered }
  /// Who pays it.
  public enum Bearer: String, Codable, CaseIterable, Sendable { case debtor, creditor }

  /// The tiers from a number of days past due on; limits in minor units.
  public struct Bucket: Hashable, Codable, Sendable {
    public let fromDay: Int
    public let tiers: MarginalScale

    public init(fromDay: Int, tiers: MarginalScale) {
      self.fromDay = fromDay
      self.tiers = tiers
    }

    private enum CodingKeys: String, CodingKey {
      case fromDay = "from_day"
      case tiers
    }
  }

  public var base: Base
  public var bearer: Bearer
  public var buckets: [Bucket]
  public var vat: Rate
  public var cap: LegalFeeCap?

  public init(base: Base, bearer: Bearer, buckets: [Bucket], vat: Rate, cap: LegalFeeCap?) {
    self.base = base
    self.bearer = bearer
    self.buckets = buckets
    self.vat = vat
    self.cap = cap
  }

  /// The fee on an amount in minor units.
  ///
  /// - Parameter unitHundredths: what the cap's unit is worth, in hundredths of a minor unit: 38,123.45 pesos are 3,812,345.
  /// - Throws: ``NegotiationProblem`` for an amount that is negative or too large, and a cap whose unit's worth is not known.
  public func fee(on amount: Int64, daysPastDue: Int, unitHundredths: Int64? = nil) throws(NegotiationProblem) -> CollectionFee {
    guard (0...ScheduleTerms.largestMinor).contains(amount) else {
      throw NegotiationProblem("out_of_range", "amount", "\(amount) minor units cannot bear a fee.")
    }
    let bucket = buckets.filter { $0.fromDay <= daysPastDue }.max { $0.fromDay < $1.fromDay }
    let asked = Rounding.halfUp(bucket?.tiers.exact(amount) ?? 0, MarginalScale.exactOne)
    let allowed = try cap?.maximum(on: amount, daysPastDue: daysPastDue, unitHundredths: unitHundredths)
    let net = min(asked, allowed ?? asked)
    return CollectionFee(netMinor: net, vatMinor: vat.of(net), isCapped: net < asked)
  }
}

/// A fee and its tax, in minor units.
public struct CollectionFee: Hashable, Sendable {
  public let netMinor: Int64
  public let vatMinor: Int64
  /// Whether the tiers alone would give more.
  public let isCapped: Bool

  public var totalMinor: Int64 { netMinor + vatMinor }
}

/// The highest fee that a law allows, with limits in a unit of account.
public struct LegalFeeCap: Hashable, Codable, Sendable {
  /// Such as `UF`.
  public var unit: String
  public var scale: MarginalScale
  /// Up to this day past due nothing may be charged.
  public var afterDay: Int

  public init(unit: String, scale: MarginalScale, afterDay: Int) {
    self.unit = unit
    self.scale = scale
    self.afterDay = afterDay
  }

  /// Chile, law 19.659 on extrajudicial collection: 9 % up to 10 UF, 6 % on from there to 50 UF, 3 % above, once 20 days have passed.
  public static func chile() throws(NegotiationProblem) -> LegalFeeCap {
    LegalFeeCap(
      unit: "UF",
      scale: try MarginalScale([
        .init(upTo: 10, rate: try Rate("0.09")), .init(upTo: 50, rate: try Rate("0.06")), .init(upTo: nil, rate: try Rate("0.03")),
      ]), afterDay: 20)
  }

  /// In minor units, rounded down: the fee is never above.
  public func maximum(on amount: Int64, daysPastDue: Int, unitHundredths: Int64?) throws(NegotiationProblem) -> Int64 {
    guard daysPastDue > afterDay else { return 0 }
    guard let unitHundredths, (1...1_000_000_000_000).contains(unitHundredths) else {
      throw NegotiationProblem("unit_unknown", "fee_unit_value", "What one \(unit) is worth is not known: the legal cap needs it.")
    }
    return Rounding.down(scale.exact(amount, unitHundredths: unitHundredths), MarginalScale.exactOne)
  }

  private enum CodingKeys: String, CodingKey {
    case unit, scale
    case afterDay = "after_day"
  }
}

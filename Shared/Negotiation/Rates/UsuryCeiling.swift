public import Contracts

/// The highest effective annual rate that a jurisdiction allows from a date on. Published by its authority; Ronda's tables hold it as data.
public struct UsuryCeiling: Hashable, Codable, Sendable {
  /// ISO 3166-1 alpha-2.
  public let country: String
  /// `nil`: for every product without a ceiling of its own.
  public let productType: ProductType?
  public let validFrom: CalendarDate
  /// `nil`: until the next one.
  public let validTo: CalendarDate?
  public let maximumEffectiveAnnual: Rate
  /// Who published it where, for whoever has to show it.
  public let source: String?

  public init(
    country: String, productType: ProductType?, validFrom: CalendarDate, validTo: CalendarDate?, maximumEffectiveAnnual: Rate,
    source: String? = nil
  ) {
    self.country = country
    self.productType = productType
    self.validFrom = validFrom
    self.validTo = validTo
    self.maximumEffectiveAnnual = maximumEffectiveAnnual
    self.source = source
  }

  private enum CodingKeys: String, CodingKey {
    case country
    case productType = "product_type"
    case validFrom = "valid_from"
    case validTo = "valid_to"
    case maximumEffectiveAnnual = "maximum_effective_annual"
    case source
  }
}

extension [UsuryCeiling] {
  /// The ceiling that holds on a date: the product's own before the general one, the newest first.
  public func ceiling(country: String, productType: ProductType, on date: CalendarDate) -> UsuryCeiling? {
    filter { ceiling in
      ceiling.country == country && (ceiling.productType ?? productType) == productType && ceiling.validFrom <= date
        && ceiling.validTo.map { date <= $0 } ?? true
    }.max { first, second in
      (first.productType == nil ? 0 : 1, first.validFrom) < (second.productType == nil ? 0 : 1, second.validFrom)
    }
  }

  /// Refuses a rate above the ceiling, and interest where no ceiling is known: what may be taken there nobody can say.
  ///
  /// Ceilings are published with two digits after the point of the percentage; rates are compared rounded to four.
  public func check(
    _ rate: Rate, country: String, productType: ProductType, on date: CalendarDate
  ) throws(NegotiationProblem) {
    guard rate > .zero else { return }
    guard let ceiling = ceiling(country: country, productType: productType, on: date) else {
      throw NegotiationProblem("no_usury_ceiling", "rate", "No usury ceiling of \(country) is known for \(date): no interest may be taken.")
    }
    guard rate.rounded(decimals: 6) <= ceiling.maximumEffectiveAnnual else {
      throw NegotiationProblem(
        "above_usury_ceiling", "rate",
        "The true rate of \(rate.rounded(decimals: 6)) a year is above the ceiling of \(ceiling.maximumEffectiveAnnual) in \(country).")
    }
  }
}

/// What a schedule is worked out from. Amounts are in minor units.
public struct ScheduleTerms: Hashable, Sendable {
  public static let maximumInstalments = 600
  public static let largestMinor: Int64 = 1_000_000_000_000_000

  public var method: ScheduleMethod
  /// What is financed: after waivers and down payment.
  public var principalMinor: Int64
  /// The rate of one period.
  public var rate: Rate
  public var instalments: Int
  /// Due with the last instalment, on top of it.
  public var balloonMinor: Int64 = 0
  /// On top of the instalment with the number.
  public var extras: [Int: Int64] = [:]
  /// In place of the instalment with the number; with the French method only.
  public var specials: [Int: Int64] = [:]
  public var grace = Grace.none
  /// When the first period is shorter or longer than the others.
  public var firstPeriod: FirstPeriod?
  /// Instalments that grow; with the French method only.
  public var stepUp: StepUp?

  public init(method: ScheduleMethod, principalMinor: Int64, rate: Rate, instalments: Int) {
    self.method = method
    self.principalMinor = principalMinor
    self.rate = rate
    self.instalments = instalments
  }
}

public enum ScheduleMethod: String, Codable, CaseIterable, Sendable {
  /// A level instalment.
  case french
  /// The same principal in each instalment.
  case german
  /// Interest on the whole principal over the whole time, spread evenly.
  case flat
}

/// Periods before the first instalment.
public struct Grace: Hashable, Codable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// Nothing is paid; the interest is added to the principal.
    case capitalised
    /// Only the interest is paid.
    case interestOnly = "interest_only"
    /// Nothing is paid and no interest accrues.
    case dead
  }

  public static let none = Grace(periods: 0, kind: .capitalised)

  public var periods: Int
  public var kind: Kind

  public init(periods: Int, kind: Kind) {
    self.periods = periods
    self.kind = kind
  }
}

/// A first period of other than the regular length: interest accrues in proportion to its days.
public struct FirstPeriod: Hashable, Codable, Sendable {
  public var days: Int
  public var regularDays: Int

  public init(days: Int, regularDays: Int) {
    self.days = days
    self.regularDays = regularDays
  }

  private enum CodingKeys: String, CodingKey {
    case days
    case regularDays = "regular_days"
  }
}

/// Instalments that grow by `rate` after each `every` of them.
public struct StepUp: Hashable, Codable, Sendable {
  public static let maximumSteps = 60

  public var rate: Rate
  public var every: Int

  public init(rate: Rate, every: Int) {
    self.rate = rate
    self.every = every
  }
}

/// What part of each component of a debt is let go.
public struct Waiver: Hashable, Sendable {
  /// When the debtor comes by it.
  public enum Condition: String, Codable, CaseIterable, Sendable {
    /// When the plan is completed.
    case onCompletion = "on_completion"
    /// With each paid instalment.
    case proRata = "pro_rata"
  }

  public let debt: DebtAmounts
  public let waived: DebtAmounts
  public let condition: Condition

  /// - Parameter shares: by component, from 0 to 1; those that are not named are not waived.
  /// - Throws: ``NegotiationProblem`` for a negative debt, one that is too large, and a share above 100 %.
  public init(of debt: DebtAmounts, shares: [DebtComponent: Rate], condition: Condition = .onCompletion) throws(NegotiationProblem) {
    for component in DebtComponent.allCases {
      guard (0...ScheduleTerms.largestMinor).contains(debt[component]) else {
        throw NegotiationProblem("out_of_range", component.rawValue, "\(debt[component]) minor units are no debt.")
      }
      guard (shares[component] ?? .zero).units <= Int64(Rate.one) else {
        throw NegotiationProblem("out_of_range", "waivers.\(component.rawValue)", "More than all cannot be waived.")
      }
    }
    self.debt = debt
    self.condition = condition
    waived = debt.map { component, amount in shares[component]?.of(amount) ?? 0 }
  }

  public var netMinor: Int64 { debt.total - waived.total }

  /// The share of the whole debt, in hundredths of a per cent, half-up.
  public var waivedBasisPoints: Int64 {
    debt.total == 0 ? 0 : Rounding.halfUp(Int128(waived.total) * 10_000, Int128(debt.total))
  }

  /// What is let go for good once so many instalments are paid.
  public func earned(paid: Int, of instalments: Int) -> DebtAmounts { Self.earned(waived, condition, paid: paid, of: instalments) }

  /// What of an offered waiver is let go for good once so many instalments are paid.
  public static func earned(_ waived: DebtAmounts, _ condition: Condition, paid: Int, of instalments: Int) -> DebtAmounts {
    if paid >= instalments { return waived }
    return switch condition {
    case .onCompletion: DebtAmounts()
    case .proRata: waived.map { _, amount in Rounding.halfUp(Int128(amount) * Int128(paid), Int128(instalments)) }
    }
  }

  /// What is owed again when the plan is defaulted.
  public func returned(paid: Int, of instalments: Int) -> DebtAmounts {
    let earned = earned(paid: paid, of: instalments)
    return waived.map { component, amount in amount - earned[component] }
  }
}

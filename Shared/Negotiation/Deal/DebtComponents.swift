/// What a debt is made of.
public enum DebtComponent: String, Codable, CaseIterable, Sendable, CodingKeyRepresentable {
  case principal
  case interest
  case lateInterest = "late_interest"
  case fees
}

/// Something for each component of a debt: amounts in minor units.
public struct DebtAmounts: Hashable, Codable, Sendable {
  public var principal: Int64
  public var interest: Int64
  public var lateInterest: Int64
  public var fees: Int64

  public init(principal: Int64 = 0, interest: Int64 = 0, lateInterest: Int64 = 0, fees: Int64 = 0) {
    self.principal = principal
    self.interest = interest
    self.lateInterest = lateInterest
    self.fees = fees
  }

  public var total: Int64 { principal + interest + lateInterest + fees }

  public subscript(component: DebtComponent) -> Int64 {
    get {
      switch component {
      case .principal: principal
      case .interest: interest
      case .lateInterest: lateInterest
      case .fees: fees
      }
    }
    set {
      switch component {
      case .principal: principal = newValue
      case .interest: interest = newValue
      case .lateInterest: lateInterest = newValue
      case .fees: fees = newValue
      }
    }
  }

  func map(_ change: (DebtComponent, Int64) -> Int64) -> DebtAmounts {
    var result = self
    for component in DebtComponent.allCases { result[component] = change(component, self[component]) }
    return result
  }

  private enum CodingKeys: String, CodingKey {
    case principal = "principal_minor"
    case interest = "interest_minor"
    case lateInterest = "late_interest_minor"
    case fees = "fees_minor"
  }
}

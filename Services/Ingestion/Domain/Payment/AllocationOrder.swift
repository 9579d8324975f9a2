package import Contracts

/// In which order a payment is used up on what is overdue, component by component.
package struct AllocationOrder: Hashable, Sendable {
  package enum Component: String, CaseIterable, Sendable {
    case fees, insurance, interest, principal
    case lateInterest = "late_interest"

    var path: any WritableKeyPath<OverdueBalances, Int64> & Sendable {
      switch self {
      case .fees: \.fees
      case .insurance: \.insurance
      case .lateInterest: \.lateInterest
      case .interest: \.interest
      case .principal: \.principal
      }
    }
  }

  package let components: [Component]

  /// Fees, insurance, late interest, interest, principal.
  package static let standard = AllocationOrder([.fees, .insurance, .lateInterest, .interest, .principal])

  private init(_ components: [Component]) {
    self.components = components
  }

  /// Each component once, separated by commas: `principal,interest,late_interest,insurance,fees`. `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
    let components = words.compactMap { Component(rawValue: String($0)) }
    guard components.count == words.count, Set(components).count == Component.allCases.count, components.count == Set(components).count
    else {
      return nil
    }
    self.init(components)
  }

  package var text: String { components.map(\.rawValue).joined(separator: ",") }
}

/// The order by the state that the bank says the account is in.
package struct AllocationPolicy: Equatable, Sendable {
  private var orders: [AccountStatus: AllocationOrder] = [:]

  package init() {}

  /// States with their orders, separated by semicolons: `charged_off=principal,interest,late_interest,insurance,fees`. States that are not
  /// named have the standard order. `nil` for anything else.
  package init?(parsing text: String) {
    for part in text.split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let status = AccountStatus(rawValue: sides[0].filter { !$0.isWhitespace }),
        let order = AllocationOrder(sides[1]), orders[status] == nil
      else { return nil }
      orders[status] = order
    }
  }

  package func order(for status: AccountStatus) -> AllocationOrder { orders[status] ?? .standard }
}

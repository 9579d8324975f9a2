package import Contracts

/// What a viewer may see, in the form in which statements compare it.
package struct ViewerScope: Sendable, Equatable {
  /// `nil`: every team. A text that no team has: none.
  package let team: String?
  /// `nil`: every collector.
  package let collector: StaffID?
  /// Empty: every creditor.
  package let creditors: [CreditorID]

  package init(team: String? = nil, collector: StaffID? = nil, creditors: [CreditorID] = []) {
    self.team = team
    self.collector = collector
    self.creditors = creditors
  }

  package static let everything = ViewerScope()
}

package import Contracts

/// What a promise must be like, and how it is judged.
package struct PromisePolicy: Equatable, Sendable {
  package var country: String
  /// Of what is overdue, in thousandths.
  package var minimumSharePermille: Int64
  package var minimumMinor: [String: Int64]
  /// How many days ahead a promise may fall due.
  package var maximumDays: Int
  /// Business days after the due date until the promise is judged.
  package var graceDays: Int
  /// The minute of the last day at which it is judged.
  package var cutOffMinute: Int
  package var tolerancePermille: Int64
  package var partialPermille: Int64
  /// Promises that may be open about an account at the same time.
  package var maximumActive: Int
  /// Dates that one promise may be spread over.
  package var maximumDates: Int
  /// How many of those made in the last `repeatDays` may have been broken or replaced until none is taken any more.
  package var maximumRepeats: Int
  package var repeatDays: Int

  package init(
    country: String, minimumSharePermille: Int64, minimumMinor: [String: Int64], maximumDays: Int, graceDays: Int,
    cutOffMinute: Int = 1_440, tolerancePermille: Int64, partialPermille: Int64, maximumActive: Int = 2, maximumDates: Int = 6,
    maximumRepeats: Int = 3, repeatDays: Int = 90
  ) {
    self.country = country
    self.minimumSharePermille = minimumSharePermille
    self.minimumMinor = minimumMinor
    self.maximumDays = maximumDays
    self.graceDays = graceDays
    self.cutOffMinute = cutOffMinute
    self.tolerancePermille = tolerancePermille
    self.partialPermille = partialPermille
    self.maximumActive = maximumActive
    self.maximumDates = maximumDates
    self.maximumRepeats = maximumRepeats
    self.repeatDays = repeatDays
  }

  /// The least that a promise about the accounts, all in one currency, may be of: a share of what is overdue but no trifle, and never
  /// more than the debt.
  package func minimum(for accounts: [AccountUpdated]) -> Int64 {
    let overdue = accounts.reduce(0) { $0 + max(0, $1.overdueMinor) }
    let debt = accounts.reduce(0) { $0 + max(0, $1.totalDueMinor) }
    // Rounded up; split so that no amount overflows.
    let share = overdue / 1_000 * minimumSharePermille + (overdue % 1_000 * minimumSharePermille + 999) / 1_000
    let floor = accounts.first.flatMap { minimumMinor[$0.currency.rawValue] } ?? 1
    return max(1, min(debt, max(share, floor)))
  }

  /// The most: the whole debt.
  package func maximum(for accounts: [AccountUpdated]) -> Int64 {
    max(accounts.reduce(0) { $0 + max(0, $1.totalDueMinor) }, minimum(for: accounts))
  }
}

/// The newest policy of each jurisdiction.
package struct PromisePolicies: Sendable {
  private let byCountry: [String: PromisePolicy]

  package init(_ policies: [PromisePolicy]) {
    byCountry = Dictionary(policies.map { ($0.country, $0) }, uniquingKeysWith: { _, newer in newer })
  }

  package subscript(country: String) -> PromisePolicy? { byCountry[country] ?? byCountry[OutcomeCatalogue.elsewhere] }
}

package import Contracts

/// What a promise must be like, and how it is judged.
package struct PromisePolicy: Codable, Equatable, Sendable {
  package var country: String
  /// Of what is overdue, in thousandths.
  package var minimumSharePermille: Int64
  /// The least of all in minor units, by currency; what is overdue counts alone in one that is not named.
  package var minimumMinor: [String: Int64]
  /// How many days ahead a promise may fall due.
  package var maximumDays: Int
  /// Business days after the due date until the promise is judged.
  package var graceDays: Int
  /// The minute of the last day at which it is judged, by the debtor's clock; 1440 is the end of that day.
  package var cutOffMinute: Int
  /// What may be missing from a promise that is kept, in thousandths of it.
  package var tolerancePermille: Int64
  /// From which part on it is partially kept, in thousandths.
  package var partialPermille: Int64
  /// Promises that may be open about an account at the same time.
  package var maximumActive: Int
  /// Dates that one promise may be spread over.
  package var maximumDates: Int
  /// How many of those made in the last `repeatDays` may have been broken or replaced until none is taken any more.
  package var maximumRepeats: Int
  package var repeatDays: Int

  private enum CodingKeys: String, CodingKey {
    case country
    case minimumSharePermille = "minimum_share_permille"
    case minimumMinor = "minimum_minor"
    case maximumDays = "maximum_days"
    case graceDays = "grace_days"
    case cutOffMinute = "cut_off_minute"
    case tolerancePermille = "tolerance_permille"
    case partialPermille = "partial_permille"
    case maximumActive = "maximum_active"
    case maximumDates = "maximum_dates"
    case maximumRepeats = "maximum_repeats"
    case repeatDays = "repeat_days"
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

package import Contracts

/// How much each variable counts: points, which are seconds of travel worth making, at the variable's full scale.
package struct ScoreWeights: Sendable, Equatable, Codable {
  /// Every visit is worth this much, whatever the rest.
  package var base = 3_600
  package var priority = 3_000
  package var amount = 2_000
  package var age = 1_000
  package var unvisited = 500

  package init() {}
}

/// What a stop is worth, term by term.
///
/// Each term's `value` lies within 0 and 1000; its points are `weight * value / 1000`, rounded down; the total is the sum of the points:
/// - `base`: always 1000;
/// - `priority`: the highest priority of the stop's tasks;
/// - `amount`: the tasks' amounts, 1000 from the full amount of their currency on;
/// - `age`: days past due of the oldest task, 1000 from 180 days on;
/// - `unvisited`: 1000 for a debtor without a visit in the last 60 days, 250 less for each visit.
package struct StopScore: Sendable, Equatable, Codable {
  package struct Term: Sendable, Equatable, Codable {
    package let name: String
    package let value: Int
    package let weight: Int
    package let points: Int

    package init(_ name: String, value: Int, weight: Int) {
      self.name = name
      self.value = min(max(value, 0), 1_000)
      self.weight = weight
      points = weight * self.value / 1_000
    }
  }

  package let terms: [Term]
  package let total: Int
  /// Whose weights these are, such as `creditor:andes`; absent when those of the settings.
  package let portfolio: String?

  package static let fullDaysPastDue = 180
  package static let visitDays = 60

  package init(tasks: [VisitTask], visits: [PastVisit], on date: CalendarDate, weights: ScoreWeights, portfolio: Portfolio? = nil) {
    self.portfolio = portfolio?.description
    let amount = tasks.reduce(0) { sum, task in
      sum + Int(min(1_000, max(0, task.amountMinor) * 1_000 / Self.fullAmountMinor(task.currency)))
    }
    let age = max(0, tasks.map(\.daysPastDue).max() ?? 0) * 1_000 / Self.fullDaysPastDue
    let recent = visits.count { date.days(since: $0.date) < Self.visitDays }
    terms = [
      Term("base", value: 1_000, weight: weights.base),
      Term("priority", value: tasks.map(\.priority).max() ?? 0, weight: weights.priority),
      Term("amount", value: amount, weight: weights.amount),
      Term("age", value: age, weight: weights.age),
      Term("unvisited", value: 1_000 - 250 * recent, weight: weights.unvisited),
    ]
    total = terms.reduce(0) { $0 + $1.points }
  }

  /// What it says of the debtor alone, for those who may not see all of the tasks.
  package var ofDebtor: StopScore { StopScore(terms: terms.filter { $0.name == "base" || $0.name == "unvisited" }) }

  private init(terms: [Term]) {
    self.terms = terms
    total = terms.reduce(0) { $0 + $1.points }
    portfolio = nil
  }

  /// The overdue amount, in minor units, that counts fully: about one to two monthly minimum wages.
  package static func fullAmountMinor(_ currency: Currency) -> Int64 {
    fullAmounts[currency.rawValue] ?? 150_000
  }

  private static let fullAmounts: [String: Int64] = [
    "PEN": 500_000, "COP": 5_000_000, "MXN": 3_000_000, "USD": 150_000, "EUR": 150_000, "CLP": 1_500_000, "ARS": 150_000_000,
    "BRL": 800_000,
  ]
}

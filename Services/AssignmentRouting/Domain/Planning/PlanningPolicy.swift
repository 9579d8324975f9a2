package import Contracts
package import RoutePlanning

/// What an operator decides about plans.
package struct PlanningPolicy: Sendable, Equatable {
  /// How long a visit takes.
  package var service = Seconds(600)
  /// Metres of road for a thousand metres as the crow flies.
  package var detourPermille = 1_300
  package var metresPerHour = 20_000
  /// Other speeds from certain local times on.
  package var speedChanges: [GreatCircleTravelTimes.SpeedChange] = []
  /// Dates between two visits of a debtor: 2 leaves one day free.
  package var revisitGapDays = 2
  /// Visits within `StopScore.visitDays` after which no further one is planned; 0 is no limit.
  package var maximumAttempts = 0
  package var weights = ScoreWeights()
  /// Portfolios that have weights of their own.
  package var weightBook = WeightBook()
  /// What it costs, in seconds of travel, that another than the debtor's own collector comes.
  package var ownerSeconds = 600
  /// Stops that a zone's plan looks at; the least valuable beyond are left out.
  package var maximumCandidates = 800
  /// Search steps; 0 takes as many as suit the size of the problem.
  package var iterations = 0
  package var seed: UInt64 = 1
  /// Where travel times come from, in a word: other times, another plan.
  package var travelName = ""

  package init() {}

  package var travel: any TravelTimes {
    GreatCircleTravelTimes(detourPermille: detourPermille, metresPerHour: metresPerHour, changes: speedChanges)
  }
}

import ContactRules
package import Contracts
import Logging
package import Messaging
import Metrics
package import RoutePlanning
package import ServiceKit

/// Plans a zone's day and keeps and publishes what changed.
package struct DayPlanner: Sendable {
  package enum Outcome: Sendable, Equatable {
    /// The law allows no visit on that date, or it is over.
    case closed
    /// The same inputs as before, or the same routes.
    case unchanged
    /// So many routes are new or different.
    case planned(routes: Int)
    /// Somebody was visited while the plan was made: it has to be made again.
    case overtaken
  }

  package let database: ServiceDatabase
  package let law: VisitLaw
  package let policy: PlanningPolicy
  let reviewer: RouteReviewer
  private let travel: any TravelTimes
  private let planner: any RoutePlanner
  private let threads: BlockingThreads
  private let duration = Metrics.Timer(label: "ronda_routing_plan_duration_seconds")

  package init(
    database: ServiceDatabase, law: VisitLaw, policy: PlanningPolicy, travel: (any TravelTimes)? = nil,
    reviewing: ReviewTravel? = nil, planner: any RoutePlanner,
    threads: BlockingThreads
  ) {
    self.travel = travel ?? policy.travel
    self.database = database
    self.law = law
    self.policy = policy
    self.planner = planner
    self.threads = threads
    reviewer = RouteReviewer(law: law, travel: reviewing ?? ReviewTravel(policy.travel))
  }

  /// The dates that are planned without being asked for: today while enough of it is left, and the next working day.
  package func automaticDates(of zone: Zone, at now: Instant) -> [CalendarDate] {
    guard let today = law.today(at: now, in: zone.timeZone) else { return [] }
    let hours = law.hours(on: today, country: zone.country, timeZone: zone.timeZone)
    let isLeft = hours.windows.last.map { $0.closes.seconds(since: now).value >= policy.service.value + 3_600 } ?? false
    let next = law.nextWorkingDay(after: today, country: zone.country, timeZone: zone.timeZone)
    return (isLeft ? [today] : []) + (next.map { [$0] } ?? [])
  }

  /// Plans a zone's day.
  ///
  /// Safe to repeat: stops and routes are known by debtor, collector and date, and what does not change is not published. Once the legal
  /// hours of the day have begun, the routes in force keep their order and new stops are put where they fit.
  ///
  /// - Parameter isForced: plans even when nothing that decides has changed.
  package func plan(_ zoneID: ZoneID, on date: CalendarDate, isForced: Bool = false) async throws -> Outcome {
    let began = ContinuousClock.now
    guard let draft = try await database.read({ try await DayDraft(zoneID, on: date, self, at: database.clock.now, in: $0) }) else {
      return .closed
    }
    if !isForced, draft.isSettled {
      try await database.work { try await PlanStore.touch(zoneID, on: date, at: $0.now, in: $0.transaction) }
      return .unchanged
    }
    let plan = try await solve(draft)
    let outcome = try await database.work { work in try await PlanWriter(draft: draft, reviewer: reviewer).write(plan, work) }
    duration.recordNanoseconds(Int64((ContinuousClock.now - began) / .nanoseconds(1)))
    return outcome
  }

  private func solve(_ draft: DayDraft) async throws -> DayPlan {
    let problem = draft.problem
    guard !problem.collectors.isEmpty else { return DayPlan(withoutCollectors: problem.stops) }
    let day = try await travel.day(between: problem.places)
    let routing = try problem.makeProblem(day, keepsRoutes: draft.isRevision)
    let newStops = draft.isRevision ? problem.newStops : []
    let (planner, isRevision) = (planner, draft.isRevision)
    let budget =
      policy.iterations > 0
      ? SearchBudget(iterations: policy.iterations, seed: policy.seed) : SearchBudget(for: routing, seed: policy.seed)
    var plan = try await threads.run {
      let solution =
        isRevision ? planner.revise(routing, withdrawn: [], inserted: newStops) : planner.plan(routing, budget: budget)
      return try DayPlan(
        solution, of: problem, explanation: PlanExplanation(routing, solution), routeID: { try Naming.routeID($0, problem.date) },
        stopID: { try Naming.stopID($0, problem.date) })
    }
    // The planner's distances begin where a running collector is; the route's begin at home.
    for index in plan.routes.indices where plan.routes[index].visits.contains(where: { $0.status != .planned }) {
      plan.routes[index].measure(with: try await travel.day(between: plan.routes[index].places), origin: problem.origin)
    }
    return plan
  }
}

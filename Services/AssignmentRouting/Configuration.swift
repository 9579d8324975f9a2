package import Configuration
import Contracts
import RoutePlanning
package import ServiceKit

/// What an operator can set.
package struct RoutingSettings: Sendable {
  package static let serviceTime = Setting<Duration>(
    "routing.service.time", default: .seconds(600), in: .seconds(0) ... .seconds(14_400), "How long a visit takes.")
  package static let detour = Setting<Int>(
    "routing.detour.permille", default: 1_300, in: 1_000...10_000, "Metres of road for a thousand metres as the crow flies.")
  package static let speed = Setting<Int>(
    "routing.speed.metres.per.hour", default: 20_000, in: 500...200_000, "Metres that a collector travels in an hour.")
  package static let speedByHour = Setting<String>(
    "routing.speed.by.hour", default: "", "Other speeds from local times on, such as 07:00=14000,10:00=20000; for the great circle.")
  package static let travel = Setting<String>(
    "routing.travel", default: "great-circle", "Where travel times come from: great-circle, streets, osrm or valhalla.")
  package static let travelMap = Setting<String>(
    "routing.travel.map", default: "", "For streets: the path of an OpenStreetMap extract, .osm.pbf or XML.")
  package static let travelURL = Setting<String>(
    "routing.travel.url", default: "", "For osrm and valhalla: the server, such as http://osrm:5000.")
  package static let travelRequest = Setting<Int>(
    "routing.travel.request.places", default: 50, in: 1...1_000, "For osrm and valhalla: rows and columns of one request.")
  package static let revisitGap = Setting<Int>(
    "routing.revisit.gap.days", default: 2, in: 0...365,
    "Days from a debtor's visit to the next one at the earliest; 2 leaves one day free.")
  package static let maximumAttempts = Setting<Int>(
    "routing.maximum.attempts", default: 0, in: 0...1_000,
    "Visits of a debtor in 60 days after which no further one is planned; 0 is no limit.")
  package static let weightOfBase = Setting<Int>(
    "routing.weight.base", default: 3_600, in: 0...1_000_000, "What any visit is worth, in seconds of travel.")
  package static let weightOfPriority = Setting<Int>(
    "routing.weight.priority", default: 3_000, in: 0...1_000_000, "What the highest priority adds, in seconds of travel.")
  package static let weightOfAmount = Setting<Int>(
    "routing.weight.amount", default: 2_000, in: 0...1_000_000, "What a full overdue amount adds, in seconds of travel.")
  package static let weightOfAge = Setting<Int>(
    "routing.weight.age", default: 1_000, in: 0...1_000_000, "What 180 days past due add, in seconds of travel.")
  package static let weightOfUnvisited = Setting<Int>(
    "routing.weight.unvisited", default: 500, in: 0...1_000_000, "What a debtor whom nobody visited in 60 days adds, in seconds of travel.")
  package static let ownerBonus = Setting<Int>(
    "routing.owner.seconds", default: 600, in: 0...1_000_000, "Seconds of travel that it is worth that a debtor's own collector comes.")
  package static let candidates = Setting<Int>(
    "routing.candidates", default: 800, in: 1...5_000, "Stops that one zone's plan of a day looks at.")
  package static let iterations = Setting<Int>(
    "routing.iterations", default: 0, in: 0...10_000_000, "Search steps for one zone's plan of a day; 0 takes as many as suit its size.")
  package static let seed = Setting<Int>(
    "routing.seed", default: 1, in: 0...1_000_000_000_000, "Seed of the search; the same seed gives the same plan.")
  package static let quietTime = Setting<Duration>(
    "routing.quiet", default: .seconds(2), "How long a zone must have been without changes before it is planned again.")
  package static let longestTime = Setting<Duration>(
    "routing.longest.wait", default: .seconds(15), "How long a zone that keeps changing waits at most before it is planned again.")
  package static let poll = Setting<Duration>(
    "routing.poll", default: .milliseconds(500), in: .milliseconds(1) ... .seconds(3_600), "How often the planner looks for changes.")

  /// For the operator's manual.
  package static let documentation: [SettingDocumentation] = [
    serviceTime.documentation, detour.documentation, speed.documentation, speedByHour.documentation, travel.documentation,
    travelMap.documentation, travelURL.documentation, travelRequest.documentation, revisitGap.documentation, maximumAttempts.documentation,
    weightOfBase.documentation,
    weightOfPriority.documentation, weightOfAmount.documentation, weightOfAge.documentation, weightOfUnvisited.documentation,
    ownerBonus.documentation, candidates.documentation, iterations.documentation, seed.documentation, quietTime.documentation,
    longestTime.documentation, poll.documentation,
  ]

  package let policy: PlanningPolicy
  package let quiet: Duration
  package let longest: Duration
  package let pollInterval: Duration
  package private(set) var travelSource = TravelSource.greatCircle
  package private(set) var travelRequestSide = 50

  package init(policy: PlanningPolicy, quiet: Duration, longest: Duration, pollInterval: Duration) {
    self.policy = policy
    self.quiet = quiet
    self.longest = longest
    self.pollInterval = pollInterval
  }

  package init(_ configuration: ConfigReader) throws {
    var policy = PlanningPolicy()
    policy.service = Seconds(try configuration.value(of: Self.serviceTime))
    policy.detourPermille = try configuration.value(of: Self.detour)
    policy.metresPerHour = try configuration.value(of: Self.speed)
    policy.speedChanges = try Self.speedChanges(configuration)
    policy.revisitGapDays = try configuration.value(of: Self.revisitGap)
    policy.maximumAttempts = try configuration.value(of: Self.maximumAttempts)
    policy.weights.base = try configuration.value(of: Self.weightOfBase)
    policy.weights.priority = try configuration.value(of: Self.weightOfPriority)
    policy.weights.amount = try configuration.value(of: Self.weightOfAmount)
    policy.weights.age = try configuration.value(of: Self.weightOfAge)
    policy.weights.unvisited = try configuration.value(of: Self.weightOfUnvisited)
    policy.ownerSeconds = try configuration.value(of: Self.ownerBonus)
    policy.maximumCandidates = try configuration.value(of: Self.candidates)
    policy.iterations = try configuration.value(of: Self.iterations)
    policy.seed = UInt64(try configuration.value(of: Self.seed))
    let source = try Self.source(configuration)
    policy.travelName = source.name
    self.init(
      policy: policy, quiet: try configuration.value(of: Self.quietTime), longest: try configuration.value(of: Self.longestTime),
      pollInterval: try configuration.value(of: Self.poll))
    travelSource = source
    travelRequestSide = try configuration.value(of: Self.travelRequest)
  }

  private static func speedChanges(_ configuration: ConfigReader) throws -> [GreatCircleTravelTimes.SpeedChange] {
    var changes: [GreatCircleTravelTimes.SpeedChange] = []
    for entry in try configuration.value(of: speedByHour).split(separator: ",") {
      let numbers = entry.split(whereSeparator: { $0 == ":" || $0 == "=" }).compactMap { Int($0) }
      guard numbers.count == 3, (0...23).contains(numbers[0]), (0...59).contains(numbers[1]), (500...200_000).contains(numbers[2]) else {
        throw ConfigurationError(
          key: speedByHour.key, "'\(entry)' is no time and speed such as 07:00=14000, from 500 to 200000 metres an hour")
      }
      let from = Seconds(numbers[0] * 3_600 + numbers[1] * 60)
      guard changes.last.map({ $0.from < from }) ?? true else {
        throw ConfigurationError(key: speedByHour.key, "'\(entry)' does not come after the time before it")
      }
      changes.append(GreatCircleTravelTimes.SpeedChange(from: from, metresPerHour: numbers[2]))
    }
    return changes
  }

  private static func source(_ configuration: ConfigReader) throws -> TravelSource {
    let kind = try configuration.value(of: travel)
    func required(_ setting: Setting<String>) throws -> String {
      let value = try configuration.value(of: setting)
      guard !value.isEmpty else { throw ConfigurationError(key: setting.key, "must be set when routing.travel is \(kind)") }
      return value
    }
    func server() throws -> String {
      let url = try required(travelURL)
      guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
        throw ConfigurationError(key: travelURL.key, "must begin with http:// or https://")
      }
      return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
    switch kind {
    case "great-circle": return .greatCircle
    case "streets": return .streets(path: try required(travelMap))
    case "osrm": return .osrm(url: try server())
    case "valhalla": return .valhalla(url: try server())
    default: throw ConfigurationError(key: travel.key, "must be great-circle, streets, osrm or valhalla")
    }
  }
}

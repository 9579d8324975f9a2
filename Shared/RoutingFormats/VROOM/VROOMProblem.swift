package import Contracts
package import RoutePlanning

/// A VROOM document as a problem of this planner, and what is needed to write the answer in VROOM's words.
///
/// VROOM serves as much priority as it can, then as many jobs, then saves cost. Where all jobs have the same priority each of them is
/// required. Else a job's prize is its priority times more than all other jobs' presence, so far as that fits a prize of 10^9.
package struct VROOMProblem: Sendable {
  package let instance: RoutingInstance
  let document: VROOMDocument
  /// Second 0 of the problem in the file's times.
  let origin: Int
  /// Costs of the problem to one of the file, as a fraction.
  let costUnit: (numerator: Int, denominator: Int)
  /// The capacity's dimension that can bind, if any.
  let dimension: Int?

  /// - Parameter travel: gives the matrix of a profile between coordinates, when the file brings none.
  package static func make(
    _ document: VROOMDocument, name: String, travel: (_ profile: String, _ places: [Coordinate]) async throws -> TravelMatrix
  ) async throws -> VROOMProblem {
    let places = try VROOMPlaces(document)
    var travelled: [String: TravelMatrix] = [:]
    if document.matrices.isEmpty {
      for profile in Set(document.vehicles.map(\.profile)).sorted() { travelled[profile] = try await travel(profile, places.coordinates) }
    }
    return try VROOMBuilder(document: document, places: places, travelled: travelled).make(name: name)
  }
}

/// Puts the problem together.
private struct VROOMBuilder {
  let document: VROOMDocument
  let places: VROOMPlaces
  let travelled: [String: TravelMatrix]

  private struct Profile: Hashable {
    let name: String
    let speedFactor: Double
  }

  /// Costs in eighteen-thousandths are whole for every second and every metre.
  private static let fraction = 18_000

  func make(name: String) throws(RoutingFileError) -> VROOMProblem {
    let origin = origin()
    let dimension = try bindingDimension()
    let skills = try skillBits()
    var profiles: [Profile] = []
    var matrices: [TravelMatrix] = []
    for (index, vehicle) in document.vehicles.enumerated() {
      let profile = Profile(name: vehicle.profile, speedFactor: vehicle.speedFactor)
      guard !profiles.contains(profile) else { continue }
      profiles.append(profile)
      matrices.append(try matrix(profile, "vehicles[\(index)]"))
    }
    let divisor = costDivisor()
    var collectors: [RoutingCollector] = []
    for (index, vehicle) in document.vehicles.enumerated() {
      let layer = profiles.firstIndex(of: Profile(name: vehicle.profile, speedFactor: vehicle.speedFactor)) ?? 0
      collectors.append(try collector(vehicle, "vehicles[\(index)]", layer, origin, dimension, skills, divisor))
    }
    let stops = try stops(collectors, matrices, origin, dimension, skills)
    do {
      let problem = try RoutingProblem(stops: stops, collectors: collectors, matrices: matrices, initialRoutes: initialRoutes())
      let positions = (0..<places.size).compactMap { places.positions[$0] }
      return VROOMProblem(
        instance: RoutingInstance(
          name: name, kind: .vroom, problem: problem, objective: .cost, stopNames: document.jobs.map(\.id),
          collectorNames: document.vehicles.map(\.id), positions: positions.count == places.size ? positions : nil),
        document: document, origin: origin, costUnit: (hasCosts ? 1 : divisor, hasCosts ? 1 : Self.fraction), dimension: dimension)
    } catch let error as RoutingProblemError {
      throw renamed(error)
    } catch let error as RoutingFileError {
      throw error
    } catch {
      throw RoutingFileError("problem", "cannot be planned")
    }
  }

  private func renamed(_ error: RoutingProblemError) -> RoutingFileError {
    switch error.subject {
    case .stop(let index): RoutingFileError("jobs[\(index)].\(error.field)", error.message)
    case .collector(let index), .initialRoute(let index): RoutingFileError("vehicles[\(index)].\(error.field)", error.message)
    case .matrix, .problem: RoutingFileError("matrices.\(error.field)", error.message)
    }
  }

  // MARK: Times

  /// Times of day stay as they are; Unix times are counted from some months before the first of them.
  private func origin() -> Int {
    let spans = document.jobs.flatMap(\.windows) + document.vehicles.compactMap(\.window)
    guard let first = spans.map(\.from).min(), first > RoutingProblem.maximumTime / 2 else { return 0 }
    return first - RoutingProblem.maximumTime / 10
  }

  private func window(_ span: VROOMDocument.Span, _ origin: Int, _ path: String) throws(RoutingFileError) -> TimeWindow {
    let limit = RoutingProblem.maximumTime
    guard span.from - origin <= limit else {
      throw RoutingFileError(path, "begins at \(span.from), more than \(limit) s after the first time of the file")
    }
    return TimeWindow(opens: Seconds(max(0, span.from - origin)), closes: Seconds(min(max(0, span.to - origin), limit)))
  }

  // MARK: Collectors

  private func collector(
    _ vehicle: VROOMDocument.Vehicle, _ path: String, _ layer: Int, _ origin: Int, _ dimension: Int?, _ skills: [Int: Int], _ divisor: Int
  ) throws(RoutingFileError) -> RoutingCollector {
    let whole = TimeWindow(opens: Seconds(0), closes: Seconds(RoutingProblem.maximumTime))
    var shift = whole
    if let span = vehicle.window { shift = try window(span, origin, "\(path).time_window") }
    var breaks: [CollectorBreak] = []
    for (index, pause) in vehicle.breaks.enumerated() {
      var span = shift
      if let given = pause.span { span = try window(given, origin, "\(path).breaks[\(index)].time_windows[0]") }
      breaks.append(CollectorBreak(earliest: span.opens, latest: span.closes, duration: Seconds(pause.service)))
    }
    let costs =
      hasCosts
      ? TravelCosts(perSecond: 0, perMetre: 1, perRoute: vehicle.fixedCost)
      : TravelCosts(
        perSecond: vehicle.costPerHour * 5 / divisor, perMetre: vehicle.costPerKilometre * 18 / divisor,
        perRoute: vehicle.fixedCost * Self.fraction / divisor)
    if hasCosts, vehicle.maximumDistance != nil {
      throw RoutingFileError("\(path).max_distance", "together with a matrix of costs it is not planned here")
    }
    return RoutingCollector(
      start: vehicle.start.map(places.row) ?? places.size, end: vehicle.end.map(places.row), shift: shift,
      breaks: breaks.sorted { ($0.earliest, $0.latest) < ($1.earliest, $1.latest) }, maximumStops: vehicle.maximumTasks,
      maximumTravel: vehicle.maximumTravel.map { Seconds($0) }, maximumDistance: vehicle.maximumDistance.map { Metres($0) },
      maximumLoad: dimension.flatMap { dimension in vehicle.capacity.map { dimension < $0.count ? $0[dimension] : 0 } },
      skills: Self.set(vehicle.skills, skills), matrix: layer, costs: costs)
  }

  private var hasCosts: Bool { document.vehicles.contains { document.matrices[$0.profile]?.costs != nil } }

  private func costDivisor() -> Int {
    var divisor = 0
    for vehicle in document.vehicles {
      for value in [vehicle.costPerHour * 5, vehicle.costPerKilometre * 18, vehicle.fixedCost * Self.fraction] {
        var (one, other) = (divisor, value)
        while other != 0 { (one, other) = (other, one % other) }
        divisor = one
      }
    }
    return max(1, divisor)
  }

  private func initialRoutes() throws(RoutingFileError) -> [InitialRoute] {
    let stops = Dictionary(uniqueKeysWithValues: document.jobs.enumerated().map { ($1.id, $0) })
    var taken: Set<Int> = []
    var routes: [InitialRoute] = []
    for (index, vehicle) in document.vehicles.enumerated() {
      var route: [Int] = []
      for (number, step) in vehicle.steps.enumerated() where step.type == "job" {
        let path = "vehicles[\(index)].steps[\(number)].id"
        guard let id = step.id, let stop = stops[id] else {
          throw RoutingFileError(path, step.id.map { "there is no job \($0)" } ?? "is missing")
        }
        guard taken.insert(stop).inserted else { throw RoutingFileError(path, "job \(id) is already a step of a vehicle") }
        route.append(stop)
      }
      routes.append(InitialRoute(stops: route))
    }
    return routes
  }

  // MARK: Stops

  private func stops(
    _ collectors: [RoutingCollector], _ matrices: [TravelMatrix], _ origin: Int, _ dimension: Int?, _ skills: [Int: Int]
  ) throws(RoutingFileError) -> [RoutingStop] {
    let isUniform = Set(document.jobs.map(\.priority)).count <= 1
    let prize = prizes(collectors, matrices)
    var stops: [RoutingStop] = []
    for (index, job) in document.jobs.enumerated() {
      var windows: [TimeWindow] = []
      for (number, span) in job.windows.enumerated() {
        windows.append(try window(span, origin, "jobs[\(index)].time_windows[\(number)]"))
      }
      let load = dimension.map { (job.delivery.dropFirst($0).first ?? 0) + (job.pickup.dropFirst($0).first ?? 0) } ?? 0
      // A setup at the place where the vehicle already is would be waived by VROOM; here it always counts.
      stops.append(
        RoutingStop(
          place: places.row(job.location), windows: windows, service: Seconds(job.setup + job.service),
          prize: isUniform ? 0 : prize.present + job.priority * prize.perPoint, priority: isUniform ? 1 : 0,
          skills: Self.set(job.skills, skills), load: load))
    }
    return stops
  }

  /// What the presence of a job and each point of its priority are worth: more than its own way can cost, and more than all presences.
  private func prizes(_ collectors: [RoutingCollector], _ matrices: [TravelMatrix]) -> (present: Int, perPoint: Int) {
    var dearest = 0
    for collector in collectors {
      let matrix = matrices[collector.matrix]
      let leg = matrix.mostSeconds * collector.costs.perSecond + matrix.mostMetres * collector.costs.perMetre
      dearest = max(dearest, 2 * leg + collector.costs.perRoute)
    }
    let most = 1_000_000_000
    let present = min(dearest + 1, most / 202)
    return (present, min(present * max(1, document.jobs.count), (most - present) / 100))
  }

  // MARK: Skills and loads

  private func skillBits() throws(RoutingFileError) -> [Int: Int] {
    let names = Set(document.jobs.flatMap(\.skills)).sorted()
    guard names.count <= 64 else { throw RoutingFileError("jobs.skills", "\(names.count) different skills; at most 64 are planned") }
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  private static func set(_ names: [Int], _ bits: [Int: Int]) -> Skills {
    Skills(rawValue: names.reduce(0) { set, name in bits[name].map { set | 1 << UInt64($0) } ?? set })
  }

  /// One dimension is planned; the others may be there as long as everything fits into any vehicle.
  private func bindingDimension() throws(RoutingFileError) -> Int? {
    let count =
      (document.jobs.flatMap { [$0.delivery.count, $0.pickup.count] } + document.vehicles.map { $0.capacity?.count ?? 0 }).max() ?? 0
    var binding: Int?
    for dimension in 0..<count {
      func sum(_ amounts: KeyPath<VROOMDocument.Job, [Int]>) -> Int {
        document.jobs.reduce(0) { $0 + ($1[keyPath: amounts].dropFirst(dimension).first ?? 0) }
      }
      let (delivered, picked) = (sum(\.delivery), sum(\.pickup))
      let smallest = document.vehicles.compactMap { $0.capacity.map { $0.dropFirst(dimension).first ?? 0 } }.min() ?? Int.max
      guard delivered + picked > smallest else { continue }
      guard binding == nil else {
        throw RoutingFileError("vehicles.capacity", "dimensions \(binding ?? 0) and \(dimension) both bind; one is planned here")
      }
      guard delivered == 0 || picked == 0 else {
        throw RoutingFileError("jobs.pickup", "deliveries and pickups that share a capacity are not planned here")
      }
      binding = dimension
    }
    return binding
  }

  // MARK: Travel

  private func matrix(_ profile: Profile, _ path: String) throws(RoutingFileError) -> TravelMatrix {
    let size = places.size
    let isOpen = document.vehicles.contains { $0.start == nil }
    let width = isOpen ? size + 1 : size
    var seconds = [Int32](repeating: 0, count: width * width)
    var metres = seconds
    let source = try source(profile, path)
    for row in 0..<size {
      for column in 0..<size {
        let (duration, length) = source(row, column)
        let isMissing = duration == TravelMatrix.missing || length == TravelMatrix.missing
        let scaled = profile.speedFactor == 1 ? duration : Int32(min((Double(duration) / profile.speedFactor).rounded(), 1e8))
        seconds[row * width + column] = isMissing ? TravelMatrix.missing : scaled
        metres[row * width + column] = isMissing ? TravelMatrix.missing : length
      }
      // The last place is "anywhere": from it everything is reached at once, and nothing leads there.
      if isOpen {
        seconds[row * width + size] = TravelMatrix.missing
        metres[row * width + size] = TravelMatrix.missing
      }
    }
    return TravelMatrix(size: width, seconds: seconds, metres: metres)
  }

  private func source(_ profile: Profile, _ path: String) throws(RoutingFileError) -> (Int, Int) -> (Int32, Int32) {
    if let travelled = travelled[profile.name] {
      return { row, column in (travelled.seconds[row * travelled.size + column], travelled.metres[row * travelled.size + column]) }
    }
    guard let given = document.matrices[profile.name], let durations = given.durations else {
      throw RoutingFileError("matrices.\(profile.name).durations", "is missing, but \(path) travels by this profile")
    }
    guard hasCosts == (given.costs != nil) else {
      throw RoutingFileError("matrices.\(profile.name).costs", "is missing; another profile has costs of its own")
    }
    let lengths = given.costs ?? given.distances
    return { row, column in (durations[row][column], lengths?[row][column] ?? min(0, durations[row][column])) }
  }
}

import Contracts
import RoutePlanning

/// Reads VROOM's JSON problem. What VROOM can do and this planner cannot (shipments, several capacities that bind) is refused by name.
package struct VROOMReader {
  private var warnings: [String]?
  private var document = VROOMDocument()
  private var seenJobs: Set<Int> = []
  private var seenVehicles: Set<Int> = []

  /// - Parameter ignoresUnknown: an unknown field is a warning, as VROOM leaves it unread, instead of an error.
  package static func read(_ bytes: [UInt8], ignoresUnknown: Bool = false) throws(RoutingFileError) -> VROOMDocument {
    var reader = VROOMReader()
    reader.warnings = ignoresUnknown ? [] : nil
    try reader.readRoot(try JSONParser.parse(bytes))
    reader.document.warnings = reader.warnings ?? []
    return reader.document
  }

  private mutating func fields(_ value: JSONValue, _ path: String, _ known: [String]) throws(RoutingFileError) -> JSONFields {
    try JSONFields(value, path: path, known: known, warnings: &warnings)
  }

  private mutating func readRoot(_ value: JSONValue) throws(RoutingFileError) {
    let root = try fields(value, "", ["jobs", "shipments", "vehicles", "matrices"])
    guard try root.array("shipments")?.isEmpty ?? true else {
      throw RoutingFileError("shipments", "a pickup with its delivery is not planned here; only jobs are")
    }
    for (index, entry) in (try root.array("vehicles") ?? []).enumerated() { try readVehicle(entry, "vehicles[\(index)]") }
    for (index, entry) in (try root.array("jobs") ?? []).enumerated() { try readJob(entry, "jobs[\(index)]") }
    guard !document.vehicles.isEmpty else { throw RoutingFileError("vehicles", "the fleet is empty") }
    if let matrices = root["matrices"] { try readMatrices(matrices) }
  }

  // MARK: Jobs

  private static let jobFields = [
    "id", "description", "location", "location_index", "setup", "service", "setup_per_type", "service_per_type", "delivery", "pickup",
    "skills", "priority", "time_windows",
  ]

  private mutating func readJob(_ value: JSONValue, _ path: String) throws(RoutingFileError) {
    let job = try fields(value, path, Self.jobFields)
    for field in ["setup_per_type", "service_per_type"] where job[field] != nil {
      throw RoutingFileError(job.name(field), "times by type of vehicle are not planned here")
    }
    let id = try job.required("id", 0...Int.max)
    guard seenJobs.insert(id).inserted else { throw RoutingFileError(job.name("id"), "\(id) is the id of another job") }
    guard let location = try location(job, "location", "location_index") else {
      throw RoutingFileError(job.name("location"), "is missing, and so is location_index")
    }
    let times = 0...RoutingProblem.maximumTime
    document.jobs.append(
      VROOMDocument.Job(
        id: id, description: try job.string("description"), location: location, setup: try job.integer("setup", times) ?? 0,
        service: try job.integer("service", times) ?? 0, delivery: try job.integers("delivery", Self.amounts) ?? [],
        pickup: try job.integers("pickup", Self.amounts) ?? [], skills: try job.integers("skills", Self.names) ?? [],
        priority: try job.integer("priority", 0...100) ?? 0, windows: try spans(job, "time_windows") ?? []))
  }

  private static let amounts = 0...1_000_000_000
  private static let names = 0...Int(UInt32.max)

  private func location(_ fields: JSONFields, _ point: String, _ index: String) throws(RoutingFileError) -> VROOMDocument.Location? {
    var location = VROOMDocument.Location(index: try fields.integer(index, 0...1_000_000))
    if let pair = try fields.array(point) {
      var numbers: [Double] = []
      for value in pair {
        switch value {
        case .integer(let number): numbers.append(Double(number))
        case .number(let number): numbers.append(number)
        default: throw RoutingFileError(fields.name(point), "must be two numbers: longitude, latitude")
        }
      }
      guard numbers.count == 2 else { throw RoutingFileError(fields.name(point), "must be two numbers: longitude, latitude") }
      guard abs(numbers[0]) <= 180, abs(numbers[1]) <= 90 else {
        throw RoutingFileError(fields.name(point), "\(numbers) is not a longitude within ±180 and a latitude within ±90")
      }
      location.longitude = numbers[0]
      location.latitude = numbers[1]
      location.coordinate = Coordinate(
        latitudeE6: Int32((numbers[1] * 1e6).rounded()), longitudeE6: Int32((numbers[0] * 1e6).rounded()))
    }
    return location.index == nil && location.longitude == nil ? nil : location
  }

  private func spans(_ fields: JSONFields, _ field: String) throws(RoutingFileError) -> [VROOMDocument.Span]? {
    guard let values = try fields.array(field) else { return nil }
    guard !values.isEmpty else { throw RoutingFileError(fields.name(field), "is an empty list: leave it out for any time") }
    var spans: [VROOMDocument.Span] = []
    for (index, value) in values.enumerated() { spans.append(try Self.span(value, "\(fields.name(field))[\(index)]")) }
    return spans
  }

  private static func span(_ value: JSONValue, _ name: String) throws(RoutingFileError) -> VROOMDocument.Span {
    guard case .array(let pair) = value, pair.count == 2 else { throw RoutingFileError(name, "must be two times: from, to") }
    let span = VROOMDocument.Span(
      from: try JSONFields.integer(pair[0], "\(name)[0]", 0...RoutingTimes.limit),
      to: try JSONFields.integer(pair[1], "\(name)[1]", 0...RoutingTimes.limit))
    guard span.from <= span.to else { throw RoutingFileError(name, "ends (\(span.to)) before it begins (\(span.from))") }
    return span
  }

  // MARK: Vehicles

  private static let vehicleFields = [
    "id", "profile", "description", "start", "start_index", "end", "end_index", "capacity", "costs", "skills", "type", "time_window",
    "breaks", "speed_factor", "max_tasks", "max_travel_time", "max_distance", "steps",
  ]

  private mutating func readVehicle(_ value: JSONValue, _ path: String) throws(RoutingFileError) {
    let vehicle = try fields(value, path, Self.vehicleFields)
    let id = try vehicle.required("id", 0...Int.max)
    guard seenVehicles.insert(id).inserted else { throw RoutingFileError(vehicle.name("id"), "\(id) is the id of another vehicle") }
    let (start, end) = (try location(vehicle, "start", "start_index"), try location(vehicle, "end", "end_index"))
    guard start != nil || end != nil else { throw RoutingFileError(vehicle.name("start"), "is missing, and so is end") }
    var window: VROOMDocument.Span?
    if let given = vehicle["time_window"] { window = try Self.span(given, vehicle.name("time_window")) }
    let speed = try vehicle.number("speed_factor") ?? 1
    guard speed > 0, speed <= 5 else { throw RoutingFileError(vehicle.name("speed_factor"), "\(speed) is not above 0 and at most 5") }
    let costs = try readCosts(vehicle)
    document.vehicles.append(
      VROOMDocument.Vehicle(
        id: id, description: try vehicle.string("description"), profile: try vehicle.string("profile") ?? "car", start: start, end: end,
        capacity: try vehicle.integers("capacity", Self.amounts), skills: try vehicle.integers("skills", Self.names) ?? [],
        window: window, breaks: try readBreaks(vehicle), speedFactor: speed, maximumTasks: try vehicle.integer("max_tasks", Self.amounts),
        maximumTravel: try vehicle.integer("max_travel_time", Self.amounts),
        maximumDistance: try vehicle.integer("max_distance", Self.amounts),
        fixedCost: costs.fixed, costPerHour: costs.perHour, costPerKilometre: costs.perKilometre, steps: try readSteps(vehicle)))
  }

  private mutating func readCosts(_ vehicle: JSONFields) throws(RoutingFileError) -> (fixed: Int, perHour: Int, perKilometre: Int) {
    guard let value = vehicle["costs"] else { return (0, 3_600, 0) }
    let costs = try fields(value, vehicle.name("costs"), ["fixed", "per_hour", "per_km", "per_task_hour"])
    guard try costs.integer("per_task_hour") ?? 0 == 0 else {
      throw RoutingFileError(costs.name("per_task_hour"), "what an hour of service costs is not planned here")
    }
    let range = 0...1_000_000
    return (try costs.integer("fixed", range) ?? 0, try costs.integer("per_hour", range) ?? 3_600, try costs.integer("per_km", range) ?? 0)
  }

  private mutating func readBreaks(_ vehicle: JSONFields) throws(RoutingFileError) -> [VROOMDocument.Pause] {
    var pauses: [VROOMDocument.Pause] = []
    for (index, value) in (try vehicle.array("breaks") ?? []).enumerated() {
      let pause = try fields(
        value, "\(vehicle.name("breaks"))[\(index)]", ["id", "description", "time_windows", "service", "max_load"])
      if pause["max_load"] != nil { throw RoutingFileError(pause.name("max_load"), "a break with a limit of load is not planned here") }
      let spans = try spans(pause, "time_windows")
      guard spans?.count ?? 1 == 1 else {
        throw RoutingFileError(pause.name("time_windows"), "one window for a break is planned here; there are \(spans?.count ?? 0)")
      }
      pauses.append(
        VROOMDocument.Pause(
          id: try pause.required("id", 0...Int.max), description: try pause.string("description"), span: spans?.first,
          service: try pause.integer("service", 0...RoutingProblem.maximumTime) ?? 0))
    }
    guard pauses.count <= 4 else { throw RoutingFileError(vehicle.name("breaks"), "\(pauses.count) breaks; at most 4 are planned") }
    return pauses
  }

  private mutating func readSteps(_ vehicle: JSONFields) throws(RoutingFileError) -> [VROOMDocument.Step] {
    var steps: [VROOMDocument.Step] = []
    for (index, value) in (try vehicle.array("steps") ?? []).enumerated() {
      let step = try fields(
        value, "\(vehicle.name("steps"))[\(index)]", ["type", "id", "service_at", "service_after", "service_before"])
      for field in ["service_at", "service_after", "service_before"] where step[field] != nil {
        throw RoutingFileError(step.name(field), "times of given steps are not kept here; narrow the job's time_windows instead")
      }
      guard let type = try step.string("type"), ["start", "job", "break", "end", "pickup", "delivery"].contains(type) else {
        throw RoutingFileError(step.name("type"), "must be start, job, break or end")
      }
      guard type != "pickup", type != "delivery" else { throw RoutingFileError(step.name("type"), "shipments are not planned here") }
      steps.append(VROOMDocument.Step(type: type, id: try step.integer("id", 0...Int.max)))
    }
    return steps
  }

  // MARK: Matrices

  private mutating func readMatrices(_ value: JSONValue) throws(RoutingFileError) {
    guard case .object(let profiles) = value else { throw RoutingFileError("matrices", "must be an object with a profile's name for each") }
    for profile in profiles {
      let fields = try fields(profile.value, "matrices.\(profile.name)", ["durations", "distances", "costs"])
      document.matrices[profile.name] = VROOMDocument.Matrices(
        durations: try matrix(fields, "durations"), distances: try matrix(fields, "distances"), costs: try matrix(fields, "costs"))
    }
  }

  /// Square, of whole numbers; `null` where there is no way.
  private func matrix(_ fields: JSONFields, _ field: String) throws(RoutingFileError) -> [[Int32]]? {
    guard let rows = try fields.array(field) else { return nil }
    guard rows.count <= 12_000 else { throw RoutingFileError(fields.name(field), "\(rows.count) rows; at most 12,000 are read") }
    var matrix: [[Int32]] = []
    for (row, value) in rows.enumerated() {
      guard case .array(let cells) = value, cells.count == rows.count else {
        throw RoutingFileError("\(fields.name(field))[\(row)]", "must have \(rows.count) numbers, as there are rows")
      }
      var line: [Int32] = []
      line.reserveCapacity(cells.count)
      for (column, cell) in cells.enumerated() {
        if cell == .null, row != column {
          line.append(TravelMatrix.missing)
          continue
        }
        let number = try JSONFields.integer(cell, "\(fields.name(field))[\(row)][\(column)]", 0...RoutingProblem.maximumTime)
        line.append(row == column ? 0 : Int32(number))
      }
      matrix.append(line)
    }
    return matrix
  }
}

import Contracts

/// VROOM's JSON problem as it is documented (VROOM 1.14, docs/API.md), checked field by field, still in the file's own times.
package struct VROOMDocument: Sendable {
  struct Job: Sendable {
    var id: Int
    var description: String?
    var location: Location
    var setup: Int
    var service: Int
    var delivery: [Int]
    var pickup: [Int]
    var skills: [Int]
    var priority: Int
    var windows: [Span]
  }

  struct Pause: Sendable {
    var id: Int
    var description: String?
    var span: Span?
    var service: Int
  }

  struct Step: Sendable {
    var type: String
    var id: Int?
  }

  struct Vehicle: Sendable {
    var id: Int
    var description: String?
    var profile: String
    var start: Location?
    var end: Location?
    var capacity: [Int]?
    var skills: [Int]
    var window: Span?
    var breaks: [Pause]
    var speedFactor: Double
    var maximumTasks: Int?
    var maximumTravel: Int?
    var maximumDistance: Int?
    var fixedCost: Int
    var costPerHour: Int
    var costPerKilometre: Int
    var steps: [Step]
  }

  struct Span: Hashable, Sendable {
    var from: Int
    var to: Int
  }

  /// A place: its row in the given matrices, or a coordinate.
  struct Location: Hashable, Sendable {
    var index: Int?
    /// Longitude and latitude as written.
    var longitude: Double?
    var latitude: Double?
    var coordinate: Coordinate?
  }

  struct Matrices: Sendable {
    var durations: [[Int32]]?
    var distances: [[Int32]]?
    var costs: [[Int32]]?
  }

  package internal(set) var warnings: [String] = []
  var jobs: [Job] = []
  var vehicles: [Vehicle] = []
  var matrices: [String: Matrices] = [:]
}

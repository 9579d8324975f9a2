import ArgumentParser
import Contracts
import Foundation
import RoutePlanning
import RoutingFormats
import StreetTravel

/// The file that the route commands work on.
struct RouteFile: ParsableArguments {
  @Argument(help: "A Solomon, Homberger, VRPLIB, TOPTW or TSPLIB file, or VROOM's JSON problem.") var file: String
  @Option(help: "Vehicles in place of the file's; the number of paths of a TOPTW file (1 unless given).") var vehicles: Int?
  @Option(help: "An OpenStreetMap extract (.osm.pbf or XML): the streets between coordinates, in place of the great circle.")
  var streets: String?
  @Flag(help: "Leave unknown fields of a JSON problem unread, with a warning, instead of refusing them.") var ignoreUnknown = false

  /// What the file holds.
  enum Content {
    case classical(RoutingInstance)
    case vroom(VROOMProblem)

    var instance: RoutingInstance {
      switch self {
      case .classical(let instance): instance
      case .vroom(let problem): problem.instance
      }
    }
  }

  var isJSON: Bool {
    get throws { try Self.bytes(file).first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "{") }
  }

  var name: String { URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent }

  func read() async throws -> Content {
    let bytes = try Self.bytes(file)
    guard try isJSON else { return .classical(try ClassicalFile.read(bytes, name: name, vehicles: vehicles)) }
    if vehicles != nil { throw ValidationError("--vehicles: a JSON problem names its own vehicles") }
    let document = try VROOMReader.read(bytes, ignoresUnknown: ignoreUnknown)
    for warning in document.warnings { Self.complain(warning) }
    let travel = try travelTimes()
    return .vroom(try await VROOMProblem.make(document, name: name) { _, places in try await travel.matrix(between: places) })
  }

  /// The published value beside the file, when there is one.
  func bestKnown() throws -> Double? {
    let table = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("bks.csv").path
    guard FileManager.default.fileExists(atPath: table) else { return nil }
    return try BestKnown(csv: Self.bytes(table)).value(of: name, fleet: vehicles)
  }

  private func travelTimes() throws -> any TravelTimes {
    guard let streets else { return GreatCircleTravelTimes() }
    return StreetTravelTimes(try StreetGraph(osm: Self.bytes(streets)))
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("\(path): cannot be read") }
    return Array(data)
  }

  static func write(_ text: String, to path: String?) throws {
    guard let path else { return print(text) }
    do {
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw ValidationError("\(path): cannot be written")
    }
  }

  static func complain(_ message: String) {
    FileHandle.standardError.write(Data("ronda: \(message)\n".utf8))
  }
}

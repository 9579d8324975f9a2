package import Contracts
import Foundation

/// The files of `seeds/`, as they are built into the program's resources.
package enum SeedData {
  package static let cities = ["lima", "bogota"]

  package enum Failure: Error, Equatable, CustomStringConvertible {
    case unknownCity(String)

    package var description: String {
      switch self {
      case .unknownCity(let name): "there are no seeds for the city \(name); there are for \(SeedData.cities.joined(separator: ", "))"
      }
    }
  }

  package static func city(_ name: String) throws -> City {
    try JSONDecoder().decode(City.self, from: try data("cities", name, "json"))
  }

  /// A GeoJSON FeatureCollection; properties code, name, city, country, districts.
  package static func zones(_ city: String) throws -> [UInt8] { [UInt8](try data("zones", city, "geojson")) }

  /// The relief plans of the sample.
  package static let reliefPlans = ["cuotas-pe", "cuotas-co"]

  /// The body of `POST relief-plans` for one of them.
  package static func reliefPlan(_ code: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: directory.appending(path: "negotiation/relief-plans/\(code).json")))
  }

  /// The highest lawful rates of the sample's countries, each with its source: bodies of `POST usury-ceilings`.
  package static func usuryCeilings() throws -> [[UInt8]] {
    try ["PE", "CO"].map { [UInt8](try Data(contentsOf: directory.appending(path: "negotiation/usury-ceilings/\($0).json"))) }
  }

  package static func staff() throws -> [SeedStaff] {
    try JSONDecoder().decode([String: [SeedStaff]].self, from: try Data(contentsOf: directory.appending(path: "staff.json")))["staff"] ?? []
  }

  /// The file of the committed portfolio as it stands, with dates as days.
  package static func sampleFile(_ city: String) throws -> [UInt8] { [UInt8](try data("sample", city, "jsonl")) }

  /// The committed portfolio with real dates.
  package static func sample(_ city: String, businessDate: CalendarDate) throws -> [SeedMessage] {
    try SeedSample.messages(in: try sampleFile(city), businessDate: businessDate)
  }

  private static var directory: URL { Bundle.module.bundleURL }

  private static func data(_ folder: String, _ city: String, _ suffix: String) throws -> Data {
    guard cities.contains(city) else { throw Failure.unknownCity(city) }
    return try Data(contentsOf: directory.appending(path: folder).appending(path: "\(city).\(suffix)"))
  }
}

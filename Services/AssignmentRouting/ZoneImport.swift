package import Contracts
package import Messaging
import ServiceKit

/// Takes zones from GeoJSON: all of a document or none of it.
package struct ZoneImport: Sendable {
  package struct Report: Encodable, Sendable {
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    let overlaps: [ZoneReportStore.Overlap]
    let gaps: [ZoneReportStore.Gap]
  }

  private let law: VisitLaw

  package init(law: VisitLaw) {
    self.law = law
  }

  /// Creates zones and brings known ones (by code) to their next version; zones that the document does not name stay as they are.
  ///
  /// - Throws: ``Problem`` 422 that names the feature: `features[3].geometry.coordinates[0][7]` for a position,
  ///   `features[3].geometry` with the place for a boundary that crosses itself.
  package func run(_ features: [ZoneFeature], by staffID: StaffID?, path: String = "features", _ work: Work) async throws -> Report {
    let timeZones = try check(features, path)
    let boundaries = try features.map { String(decoding: try EventCoding.encode($0.geometry), as: UTF8.self) }
    if let invalid = try await ZoneStore.firstInvalid(boundaries, in: work.transaction) {
      throw Self.problem(invalid, "\(path)[\(invalid.index)].geometry")
    }
    var counts: [ZoneStore.Change: Int] = [:]
    for (index, feature) in features.enumerated() {
      let change = try await ZoneStore.put(
        feature.properties, timeZone: timeZones[index], boundary: boundaries[index], zoneID: try Naming.zoneID(feature.properties.code),
        by: staffID, at: work.now, in: work.transaction)
      counts[change, default: 0] += 1
    }
    if counts[.created] != nil || counts[.updated] != nil {
      try await DebtorStore.touchAll(in: work.transaction)
      try await QueueStore.add(codes: Set(features.map(\.properties.code)), in: work.transaction)
    }
    return Report(
      created: counts[.created] ?? 0, updated: counts[.updated] ?? 0, unchanged: counts[.unchanged] ?? 0,
      overlaps: try await ZoneReportStore.overlaps(in: work.transaction), gaps: try await ZoneReportStore.gaps(in: work.transaction))
  }

  /// What can be seen without geometry. Collects every flaw of the document.
  ///
  /// - Returns: the time zone of each feature.
  private func check(_ features: [ZoneFeature], _ path: String) throws -> [String] {
    var problems: [FieldProblem] = []
    var codes: Set<String> = []
    var timeZones: [String] = []
    for (index, feature) in features.enumerated() {
      let (properties, place) = (feature.properties, "\(path)[\(index)]")
      if let flaw = feature.geometry.flaw {
        problems.append(FieldProblem(field: "\(place).geometry.coordinates\(flaw.path)", code: flaw.code, message: flaw.message))
      }
      if !Self.isCode(properties.code) {
        let message = "Expected 1 to 32 letters, digits, dots, hyphens or underscores, with a letter or digit first."
        problems.append(FieldProblem(field: "\(place).properties.code", code: "invalid", message: message))
      } else if !codes.insert(properties.code).inserted {
        problems.append(FieldProblem(field: "\(place).properties.code", code: "repeated", message: "Another feature has the same code."))
      }
      if properties.country.count != 2 || !properties.country.allSatisfy({ $0.isASCII && $0.isUppercase }) {
        problems.append(
          FieldProblem(field: "\(place).properties.country", code: "invalid", message: "Expected an ISO 3166-1 code such as PE."))
      }
      let timeZone = properties.timeZone ?? law.timeZone(of: properties.country)
      if let timeZone, law.today(at: Instant(milliseconds: 0), in: timeZone) != nil {
        timeZones.append(timeZone)
      } else {
        let message = "The country has several time zones or none is known: name one such as America/Lima."
        problems.append(FieldProblem(field: "\(place).properties.time_zone", code: "required", message: message))
      }
    }
    guard problems.isEmpty else { throw Problem.fields(problems) }
    return timeZones
  }

  private static func isCode(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 32, isLetterOrDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }

  private static func problem(_ invalid: ZoneStore.InvalidBoundary, _ field: String) -> Problem {
    let code = invalid.reason.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
    let place =
      invalid.longitude.flatMap { longitude in
        invalid.latitude.map { " at longitude \(degrees(longitude)), latitude \(degrees($0))" }
      } ?? ""
    return .field(field, code: code, "\(invalid.reason)\(place).")
  }

  private static func degrees(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}

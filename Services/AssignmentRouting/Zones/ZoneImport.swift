package import Contracts
package import Messaging
import Postgres
import ServiceKit

/// Takes zones from GeoJSON: all of a document or none of it.
package struct ZoneImport: Sendable {
  package struct Report: Encodable, Sendable {
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    /// Versions that take effect later.
    package var planned = 0
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
    let drawn = try await drawn(features, path, in: work.transaction)
    var counts: [ZoneStore.Change: Int] = [:]
    for one in drawn {
      let today = law.today(at: work.now, in: one.timeZone) ?? work.now.dateInUTC
      let change = try await ZoneStore.put(
        one.properties, timeZone: one.timeZone, boundary: one.boundary, zoneID: try Naming.zoneID(one.properties.code),
        effectiveFrom: today, by: staffID, at: work.now, in: work.transaction)
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

  /// Notes what the features say as versions that take effect on a later date. Until then nothing changes.
  ///
  /// - Throws: ``Problem`` 422 as ``run(_:by:path:_:)`` does, and for a date that is not after today.
  package func plan(_ features: [ZoneFeature], from date: CalendarDate, by staffID: StaffID?, _ work: Work) async throws -> Report {
    var report = Report(overlaps: [], gaps: [])
    for one in try await drawn(features, "features", in: work.transaction) {
      guard let today = law.today(at: work.now, in: one.timeZone), date > today, date.days(since: today) <= 732 else {
        throw Problem.field("effective_from", code: "out_of_range", "Expected a date after today, within two years.")
      }
      try await ZonePlanStore.put(
        one, zoneID: try Naming.zoneID(one.properties.code), from: date, by: staffID, at: work.now, in: work.transaction)
      report.planned += 1
    }
    return report
  }

  /// Puts the versions into force whose date has come where the zone is.
  package func applyDue(_ work: Work) async throws {
    for planned in try await ZonePlanStore.take(upTo: work.now.dateInUTC.advanced(byDays: 1), in: work.transaction) {
      guard let today = law.today(at: work.now, in: planned.zone.timeZone), planned.from <= today else { continue }
      try await ZonePlanStore.remove(planned.zone.properties.code, from: planned.from, in: work.transaction)
      let change = try await ZoneStore.put(
        planned.zone.properties, timeZone: planned.zone.timeZone, boundary: planned.zone.boundary,
        zoneID: try Naming.zoneID(planned.zone.properties.code), effectiveFrom: planned.from, by: planned.by, at: work.now,
        in: work.transaction)
      guard change != .unchanged else { continue }
      try await DebtorStore.touchAll(in: work.transaction)
      try await QueueStore.add(codes: [planned.zone.properties.code], in: work.transaction)
    }
  }

  /// The features with what they leave to be found out, all checked.
  private func drawn(_ features: [ZoneFeature], _ path: String, in transaction: PostgresTransaction) async throws -> [DrawnZone] {
    let timeZones = try check(features, path)
    let boundaries = try features.map { String(decoding: try EventCoding.encode($0.geometry), as: UTF8.self) }
    if let invalid = try await ZoneStore.firstInvalid(boundaries, in: transaction) {
      throw Self.problem(invalid, "\(path)[\(invalid.index)].geometry")
    }
    let groups = try await ZoneGroupStore.codes(in: transaction)
    for (index, feature) in features.enumerated() {
      if groups.contains(feature.properties.code) {
        throw Problem.field("\(path)[\(index)].properties.code", code: "taken", "A group has that code.")
      }
      if let parent = feature.properties.parent, !parent.isEmpty, !groups.contains(parent) {
        throw Problem.field("\(path)[\(index)].properties.parent", code: "unknown_group", "There is no group of that code.")
      }
    }
    return features.indices.map { DrawnZone(properties: features[$0].properties, timeZone: timeZones[$0], boundary: boundaries[$0]) }
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
      if !ZoneCode.isValid(properties.code) {
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

package import Contracts

/// A record as a device sends it, under an id that the device made.
package protocol DeviceReport: Codable, Sendable {
  associatedtype ID: Hashable & Comparable & Sendable & CustomStringConvertible
  static var kind: RecordKind { get }
  static var idField: String { get }
  var id: ID { get }
}

package enum RecordKind: String, Codable, Sendable { case visit, position, promise, agreement }

/// A visit as the device saw it.
package struct VisitReport: DeviceReport, Equatable {
  package static let kind = RecordKind.visit
  package static let idField = "visit_id"
  package static let longestNote = 2_000

  package var visitID: VisitID
  package var stopID: StopID?
  package var debtorID: DebtorID
  package var outcome: String
  /// The version of the outcome tree that the device had; the newest when it does not say.
  package var treeVersion: Int?
  package var contactType: ContactType?
  /// Whom the collector spoke to about the debt; the debtor unless it says otherwise.
  package var partyRole: PartyRole?
  /// Why the debtor fell behind, where asking is allowed.
  package var reason: String?
  package var note: String?
  package var lat: Double?
  package var lon: Double?
  package var accuracyMetres: Double?
  package var mock: Bool?
  package var arrivedAt: Instant?
  package var capturedAt: Instant
  package var promise: PromiseAtTheDoor?

  package var id: VisitID { visitID }

  private enum CodingKeys: String, CodingKey {
    case visitID = "visit_id"
    case stopID = "stop_id"
    case debtorID = "debtor_id"
    case outcome
    case treeVersion = "tree_version"
    case contactType = "contact_type"
    case partyRole = "party_role"
    case reason, note, lat, lon
    case accuracyMetres = "accuracy_m"
    case mock
    case arrivedAt = "arrived_at"
    case capturedAt = "captured_at"
    case promise
  }

  /// Where the device was; `nil` when it does not say.
  package func location() throws(RecordProblem) -> Coordinate? {
    switch (lat, lon) {
    case (nil, nil): return nil
    case (let lat?, let lon?): return try Place.coordinate(lat, lon)
    case (nil, _): throw RecordProblem("required", "lat", "Latitude and longitude come together.")
    case (_, nil): throw RecordProblem("required", "lon", "Latitude and longitude come together.")
    }
  }

  /// Refuses what no visit can be, whoever the debtor is.
  package func check(_ policy: CapturePolicy, at now: Instant) throws(RecordProblem) {
    try policy.check(capturedAt, field: "captured_at", at: now)
    if let arrivedAt, arrivedAt > capturedAt {
      throw RecordProblem("arrived_after_capture", "arrived_at", "The arrival lies after the capture.")
    }
    if let note, note.count > Self.longestNote {
      throw RecordProblem("too_long", "note", "A note has at most \(Self.longestNote) characters.")
    }
    _ = try location()
    _ = try Place.accuracy(accuracyMetres)
  }
}

/// A promise that is part of a visit.
package struct PromiseAtTheDoor: Codable, Equatable, Sendable {
  package var promiseID: PromiseID
  package var accountID: AccountID
  package var moreAccountIDs: [AccountID]?
  package var amountMinor: Int64
  package var currency: Currency
  package var dueOn: CalendarDate
  package var method: PromiseMethod?
  package var replaces: PromiseID?
  package var seriesID: PromiseID?
  /// The version of the policy that the device showed, as the package named it.
  package var policyVersion: Int?
  /// The visit's capture time when it does not say.
  package var madeAt: Instant?

  package func report(of visit: VisitReport) -> PromiseReport {
    PromiseReport(
      promiseID: promiseID, visitID: visit.visitID, accountID: accountID, moreAccountIDs: moreAccountIDs, amountMinor: amountMinor,
      currency: currency, dueOn: dueOn, method: method, replaces: replaces, seriesID: seriesID,
      policyVersion: policyVersion, madeAt: madeAt ?? visit.capturedAt)
  }

  private enum CodingKeys: String, CodingKey {
    case promiseID = "promise_id"
    case accountID = "account_id"
    case moreAccountIDs = "more_account_ids"
    case amountMinor = "amount_minor"
    case currency
    case dueOn = "due_on"
    case method, replaces
    case seriesID = "series_id"
    case policyVersion = "policy_version"
    case madeAt = "made_at"
  }
}

/// A promise as the device took it down: one date. A promise over several dates is one record for each, of which the others name the
/// first.
package struct PromiseReport: DeviceReport, Equatable {
  package static let kind = RecordKind.promise
  package static let idField = "promise_id"

  package var promiseID: PromiseID
  package var visitID: VisitID?
  package var accountID: AccountID
  /// Further accounts of the debtor, payments to which keep the promise as well.
  package var moreAccountIDs: [AccountID]?
  package var amountMinor: Int64
  package var currency: Currency
  package var dueOn: CalendarDate
  package var method: PromiseMethod?
  /// The active promise that it takes the place of, with all of its dates.
  package var replaces: PromiseID?
  /// The first date of the promise that this one is a date of.
  package var seriesID: PromiseID?
  /// The version of the policy that the device showed, as the package named it.
  package var policyVersion: Int?
  package var madeAt: Instant

  package var id: PromiseID { promiseID }
  package var isFurtherDate: Bool { seriesID.map { $0 != promiseID } ?? false }

  private enum CodingKeys: String, CodingKey {
    case promiseID = "promise_id"
    case visitID = "visit_id"
    case accountID = "account_id"
    case moreAccountIDs = "more_account_ids"
    case amountMinor = "amount_minor"
    case currency
    case dueOn = "due_on"
    case method, replaces
    case seriesID = "series_id"
    case policyVersion = "policy_version"
    case madeAt = "made_at"
  }
}

/// A point of the collector's way.
package struct PositionReport: DeviceReport, Equatable {
  package static let kind = RecordKind.position
  package static let idField = "position_id"

  package var positionID: PositionID
  package var lat: Double
  package var lon: Double
  package var accuracyMetres: Double?
  package var mock: Bool?
  package var capturedAt: Instant

  package var id: PositionID { positionID }

  private enum CodingKeys: String, CodingKey {
    case positionID = "position_id"
    case lat, lon
    case accuracyMetres = "accuracy_m"
    case mock
    case capturedAt = "captured_at"
  }

  package func event(by recorder: Recorder, _ policy: CapturePolicy, drift: Seconds? = nil, at now: Instant) throws(RecordProblem)
    -> PositionReported
  {
    try policy.check(capturedAt, field: "captured_at", at: now)
    let at = policy.time(capturedAt, drift: drift, at: now)
    return PositionReported(
      positionID: positionID, collectorID: recorder.collectorID, teamID: recorder.teamID, location: try Place.coordinate(lat, lon),
      accuracyMetres: try Place.accuracy(accuracyMetres), mock: mock ?? false, capturedAt: at, receivedAt: now,
      deviceCapturedAt: at == capturedAt ? nil : capturedAt)
  }
}

/// Whose work a record is, and whom that person may work.
package struct Recorder: Equatable, Sendable {
  package var collectorID: StaffID
  package var teamID: TeamID?
  /// A supervisor may collect from every debtor of the own team; a collector from those on own routes or assigned to them.
  package var coversTeam: Bool
  /// Empty: all creditors.
  package var creditorIDs: [CreditorID]
  /// Somebody who looks at every team's debtors, and records nothing.
  package var coversEverything = false

  package init(collectorID: StaffID, teamID: TeamID?, coversTeam: Bool, creditorIDs: [CreditorID]) {
    self.collectorID = collectorID
    self.teamID = teamID
    self.coversTeam = coversTeam
    self.creditorIDs = creditorIDs
  }
}

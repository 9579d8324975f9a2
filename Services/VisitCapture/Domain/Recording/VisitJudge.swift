package import ContactRules
package import Contracts

/// A visit that has been taken, and what is kept of it beside the event.
package struct JudgedVisit: Equatable, Sendable {
  package var event: VisitRecorded
  package var mock: Bool
  package var reason: String?
  package var treeVersion: Int
  package var promise: PromiseReport?
  /// What the law said for each account that it was about.
  package var rulings: [ContactRuling]
}

/// The data that records are judged by, as published.
package struct Rulebook: Sendable {
  package let outcomes: OutcomeCatalogue
  package let promises: PromisePolicies

  package init(outcomes: OutcomeCatalogue, promises: PromisePolicies) {
    self.outcomes = outcomes
    self.promises = promises
  }
}

/// Makes a visit out of what a device sent and what is known of the debtor. Pure: facts and time are given.
///
/// What the law forbade is kept and flagged, since it happened. What cannot have happened is refused.
package struct VisitJudge: Sendable {
  package let rules: ContactRules
  package let policy: CapturePolicy

  package init(rules: ContactRules, policy: CapturePolicy) {
    self.rules = rules
    self.policy = policy
  }

  package func judge(
    _ report: VisitReport, by recorder: Recorder, _ dossier: Dossier, _ rulebook: Rulebook, drift: Seconds? = nil, at now: Instant
  ) throws(RecordProblem) -> JudgedVisit {
    try report.check(policy, at: now)
    let capturedAt = policy.time(report.capturedAt, drift: drift, at: now)
    let isAhead = capturedAt != report.capturedAt
    let entry = try rulebook.outcomes.entry(for: dossier.debtor.country, version: report.treeVersion)
    let reading = try entry.tree.reading(of: report)
    let date = localDate(of: capturedAt, dossier.debtor)
    let stop = try stop(of: report, by: recorder, on: date, dossier)
    let accounts = accounts(at: stop, dossier)
    let geography = try geography(of: report, stop: stop, dossier)
    let law = lawful(report, at: capturedAt, place: geography.place, accounts, dossier)
    let event = VisitRecorded(
      visitID: report.visitID, debtorID: report.debtorID, accountIDs: accounts.map(\.accountID),
      taskIDs: stop?.taskIDs ?? dossier.openTasks, routeID: stop?.routeID, stopID: stop?.stopID, collectorID: recorder.collectorID,
      teamID: recorder.teamID, zoneID: stop?.zoneID ?? dossier.zoneID, businessDate: date, outcome: reading.outcome.code,
      contactType: reading.contactType, note: dossier.debtor.isErased ? nil : report.note, location: geography.location,
      accuracyMetres: geography.accuracy,
      distanceMetres: geography.distance, geoVerdict: geography.verdict, contactAllowed: law.allowed, contactRuleIDs: law.ruleIDs,
      late: now.seconds(since: capturedAt) > policy.lateAfter, promiseID: report.promise?.promiseID,
      arrivedAt: report.arrivedAt.map { $0.advanced(by: capturedAt.seconds(since: report.capturedAt)) }, capturedAt: capturedAt,
      receivedAt: now, deviceCapturedAt: isAhead ? report.capturedAt : nil)
    return JudgedVisit(
      event: event, mock: report.mock ?? false, reason: dossier.debtor.isErased ? nil : report.reason, treeVersion: entry.version,
      promise: report.promise?.report(of: report), rulings: law.rulings)
  }

  /// The date by the debtor's calendar; by that of Greenwich for a zone that nobody knows.
  package func localDate(of instant: Instant, _ debtor: DebtorUpdated) -> CalendarDate {
    rules.localDate(of: instant, in: debtor.timeZone) ?? instant.dateInUTC
  }

  /// The stop that the device names, or else the recorder's own stop of that day at the debtor's.
  private func stop(
    of report: VisitReport, by recorder: Recorder, on date: CalendarDate, _ dossier: Dossier
  ) throws(RecordProblem) -> KnownStop? {
    let ofTheDay = dossier.stops.filter { $0.businessDate == date }
    let own = ofTheDay.filter { $0.collectorID == recorder.collectorID }
    guard let stopID = report.stopID else { return own.first }
    if let named = (own + ofTheDay + dossier.stops).first(where: { $0.stopID == stopID }) {
      guard named.debtorID == report.debtorID else {
        throw RecordProblem("stop_of_other_debtor", "stop_id", "The stop is at another debtor's.")
      }
      return named
    }
    return own.first
  }

  private func accounts(at stop: KnownStop?, _ dossier: Dossier) -> [AccountUpdated] {
    let planned = dossier.accounts.filter { stop?.accountIDs.contains($0.accountID) ?? false }
    return planned.isEmpty ? dossier.accounts.filter(\.status.isWorked) : planned
  }

  private struct Geography {
    var location: Coordinate?
    var accuracy: Metres?
    var distance: Metres?
    var verdict: GeoVerdict
    var place: ContactPlace
  }

  /// Measured from the address that was to be visited; without a stop, from the nearest registered one.
  private func geography(of report: VisitReport, stop: KnownStop?, _ dossier: Dossier) throws(RecordProblem) -> Geography {
    let location = dossier.debtor.isErased ? nil : try report.location()
    let accuracy = try Place.accuracy(report.accuracyMetres)
    let planned = dossier.debtor.addresses.first { $0.addressID == stop?.addressID }
    var target = planned?.location ?? stop?.location
    var kind = planned?.kind
    if stop == nil, let location {
      let located = dossier.debtor.addresses.compactMap { address in
        address.location.map { (address.kind, $0, Place.distance(location, $0)) }
      }
      let nearest = located.min { $0.2 < $1.2 }
      target = nearest?.1
      kind = nearest?.0
    }
    let distance: Metres? = if let location, let target { Place.distance(location, target) } else { nil }
    return Geography(
      location: location, accuracy: accuracy, distance: distance,
      verdict: Place.verdict(distance: distance, accuracy: accuracy, mock: report.mock ?? false, policy),
      place: kind.map { ContactPlace($0) } ?? .unspecified)
  }

  /// Every account that the visit was about must allow it.
  private func lawful(
    _ report: VisitReport, at instant: Instant, place: ContactPlace, _ accounts: [AccountUpdated], _ dossier: Dossier
  ) -> (allowed: Bool, ruleIDs: [String], rulings: [ContactRuling]) {
    let question = ContactQuestion(channel: .visit, place: place, party: report.partyRole ?? .holder, instant: instant)
    let rulings = ContactJudge(rules: rules).rulings(on: question, about: accounts, dossier)
    let refusals = rulings.filter { !$0.decision.allowed }
    let ruleIDs = (refusals.isEmpty ? rulings : refusals).flatMap { $0.decision.ruleIDs.map(\.rawValue) }
    return (refusals.isEmpty, Set(ruleIDs).sorted(), rulings)
  }
}

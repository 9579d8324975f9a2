package import Contracts
import ServiceKit

/// The identifiers that follow from what they stand for, the same in every run.
package enum Naming {
  /// As ingestion names the account of a creditor with that number.
  package static func accountID(_ creditorID: CreditorID, _ number: String) throws -> AccountID {
    try AccountID(naming: "account", creditorID.rawValue, number)
  }

  package static func zoneID(_ code: String) throws -> ZoneID { try ZoneID(naming: "zone", code) }

  package static func routeID(_ collectorID: StaffID, _ date: CalendarDate) throws -> RouteID {
    try RouteID(naming: "route", collectorID.description, date.description)
  }

  /// Does not depend on the route, so that a stop keeps its id when it changes collectors.
  package static func stopID(_ debtorID: DebtorID, _ date: CalendarDate) throws -> StopID {
    try StopID(naming: "stop", debtorID.description, date.description)
  }
}

extension StoredRoute {
  /// The route as others see it.
  package var event: RoutePlanned {
    RoutePlanned(
      routeID: route.routeID, collectorID: route.collectorID, zoneID: route.zoneID, teamID: route.teamID,
      businessDate: route.businessDate, timeZone: route.timeZone, start: route.start, end: route.end, startsAt: route.startsAt,
      endsAt: route.endsAt, stops: route.visits.enumerated().map { RouteStop($1, sequence: $0 + 1) }, distanceMetres: route.distance,
      durationSeconds: route.duration, cause: cause, version: version, plannedAt: plannedAt)
  }
}

extension RouteStop {
  init(_ visit: RouteVisit, sequence: Int) {
    self.init(
      stopID: visit.stopID, sequence: sequence, taskIDs: visit.taskIDs, debtorID: visit.debtorID, accountIDs: visit.accountIDs,
      addressID: visit.addressID, location: visit.location, arrivesAt: visit.arrivesAt, startsAt: visit.startsAt,
      departsAt: visit.departsAt, priority: visit.priority, amountMinor: visit.amountMinor, currency: visit.currency,
      status: visit.status)
  }
}

import Contracts

/// Routes as an iCalendar document (RFC 5545): one event a stop, known by the stop's id, so that a calendar that subscribes moves it.
///
/// It names no debtor: calendars leave our hands.
enum AgendaCalendar {
  static func text(of routes: [RouteView]) -> String {
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ronda//Agenda//ES", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for view in routes {
      for stop in view.route.stops where stop.status != .skipped {
        lines += [
          "BEGIN:VEVENT", "UID:\(stop.stopID)@ronda", "SEQUENCE:\(view.route.version)", "DTSTAMP:\(stamp(view.route.plannedAt))",
          "DTSTART:\(stamp(stop.startsAt))", "DTEND:\(stamp(stop.departsAt))",
          "SUMMARY:Visita \(stop.sequence) · \(view.zoneCode)", "CATEGORIES:\(stop.status.rawValue.uppercased())",
          "GEO:\(stop.location.latitude);\(stop.location.longitude)", "END:VEVENT",
        ]
      }
    }
    lines.append("END:VCALENDAR")
    return lines.map { $0 + "\r\n" }.joined()
  }

  /// 20261123T140000Z
  private static func stamp(_ instant: Instant) -> String {
    instant.description.filter { $0.isNumber || $0 == "T" }.prefix(15) + "Z"
  }
}

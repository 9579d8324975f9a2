package import RoutePlanning

/// A limit that would have to give way for a visit to be made, as it is stored and shown.
package struct Remedy: Sendable, Equatable, Codable {
  /// `Relaxation.code`.
  package let code: String
  /// Seconds, metres, stops or seconds' worth, as the code says.
  package let by: Int?

  package init(code: String, by: Int? = nil) {
    self.code = code
    self.by = by
  }

  package init(_ relaxation: Relaxation) {
    self.init(code: relaxation.code, by: relaxation.amount)
  }

  /// In words; minutes are rounded up.
  var words: (spanish: String, english: String) {
    let minutes = ((by ?? 0) + 59) / 60
    let count = by ?? 0
    return switch code {
    case "longer_shift": ("\(minutes) min más de turno", "\(minutes) min more of shift")
    case "later_closing": ("\(minutes) min más de horario permitido", "permitted hours \(minutes) min longer")
    case "more_stops": (count == 1 ? "una parada más" : "\(count) paradas más", count == 1 ? "one more stop" : "\(count) more stops")
    case "more_load": ("\(count) más de carga", "\(count) more of load")
    case "more_travel": ("\(minutes) min más de viaje", "\(minutes) min more of travel")
    case "more_distance": ("\((count + 999) / 1_000) km más de viaje", "\((count + 999) / 1_000) km more of travel")
    case "longer_duration": ("una jornada \(minutes) min más larga", "a day \(minutes) min longer")
    case "skills": ("la habilidad requerida", "the required skill")
    case "unpinned": ("que la parada no esté fijada a otro", "the stop not pinned to another")
    case "higher_prize": ("que la visita valga \(minutes) min de viaje más", "the visit worth \(minutes) min more of travel")
    default: (code, code)
    }
  }
}

package import ContactRules

/// A reason in the words of people who speak Spanish or English.
package struct LeftOutExplanation: Sendable, Equatable {
  package let spanish: String
  package let english: String

  /// - Parameter remedies: what would have the visit made by the collector who came closest.
  package init(code: LeftOutCode, contactReasons: [ContactReasonCode], ruleIDs: [String], remedies: [Remedy] = []) {
    let plain = Self.words(code)
    guard code == .notLegal else {
      let words = remedies.map(\.words)
      let (needed, asked) = (Self.list(words.map(\.spanish)), Self.list(words.map(\.english)))
      spanish = plain.spanish + (remedies.isEmpty ? "" : " Bastaría: \(needed).")
      english = plain.english + (remedies.isEmpty ? "" : " It would take: \(asked).")
      return
    }
    let grounds = contactReasons.isEmpty ? [.forbidden] : contactReasons
    let rules = ruleIDs.isEmpty ? "" : " (\(ruleIDs.joined(separator: ", ")))"
    spanish = plain.spanish + ": " + Self.list(grounds.map { Self.words($0).spanish }) + rules + "."
    english = plain.english + ": " + Self.list(grounds.map { Self.words($0).english }) + rules + "."
  }

  private static func list(_ phrases: [String]) -> String {
    var seen: Set<String> = []
    return phrases.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  private static func words(_ code: LeftOutCode) -> (spanish: String, english: String) {
    switch code {
    case .noLocation: ("Ninguna dirección del deudor tiene coordenadas.", "No address of the debtor has a coordinate.")
    case .outsideZones: ("La dirección queda fuera de todas las zonas.", "The address lies outside every zone.")
    case .noCollector: ("La zona no tiene gestor que trabaje ese día.", "The zone has no collector who works that day.")
    case .noneSuited:
      (
        "Nadie de la zona tiene asignado el segmento y la habilidad que pide.",
        "Nobody of the zone was given the segment and has the skill that it asks for."
      )
    case .creditorNotAllowed:
      (
        "Nadie de la zona trabaja la cartera de todos los acreedores a los que debe.",
        "Nobody of the zone works the debtors of every creditor to whom something is owed."
      )
    case .notLegal: ("La norma no permite la visita ese día", "The rules do not allow the visit on that day")
    case .tooSoon: ("No ha pasado el plazo mínimo desde la última visita.", "The minimum gap since the last visit has not passed.")
    case .attemptsUsedUp:
      ("Ya se hicieron las visitas permitidas en 60 días.", "The visits that are allowed within 60 days have been made.")
    case .outranked:
      ("Hay más paradas de mayor valor de las que la zona puede atender.", "There are more stops of higher value than the zone can serve.")
    case .withdrawn: ("La parada se retiró del día.", "The stop was taken out of the day.")
    default: wordsOfPlanner(code)
    }
  }

  /// The reason of the collector who came closest to making the visit.
  private static func wordsOfPlanner(_ code: LeftOutCode) -> (spanish: String, english: String) {
    let (spanish, english): (String, String) =
      switch code {
      case .pinnedToAnother: ("la parada está fijada a otro", "the stop is pinned to another")
      case .skillMissing: ("le falta la habilidad o el segmento que pide", "the skill or the segment that it asks for is missing")
      case .unreachable: ("no hay camino hasta la dirección", "there is no way to the address")
      case .outsideWindows: ("llegaría después del horario permitido", "arrival would be after the permitted hours")
      case .shiftTooShort: ("ni sola cabe en su turno con el viaje", "even alone it does not fit the shift with its travel")
      case .travelLimit: ("pasaría su límite de viaje", "it would pass the travel limit")
      case .maximumStops: ("ya tiene su máximo de paradas", "the maximum of stops is reached")
      case .maximumLoad: ("ya tiene su carga máxima", "the maximum load is reached")
      case .noTimeLeft: ("no le queda tiempo en el turno", "no time is left in the shift")
      case .costsMoreThanPrize: ("el viaje cuesta más de lo que vale la visita", "the way costs more than the visit is worth")
      default: ("la parada no entró en la revisión del día", "the stop was not part of the day's revision")
      }
    return (
      "Ningún gestor de la zona puede hacerla; para el más cercano a lograrlo: \(spanish).",
      "No collector of the zone can make it; for the one who came closest: \(english)."
    )
  }

  private static func words(_ reason: ContactReasonCode) -> (spanish: String, english: String) {
    switch reason {
    case .flagged: ("una marca del deudor o de la cuenta lo impide", "a flag of the debtor or the account forbids it")
    case .partyForbidden: ("no se puede contactar a esa persona", "this person may not be contacted")
    case .placeForbidden: ("no se permite visitar en ese lugar", "visits at that place are not allowed")
    case .consentMissing: ("falta el consentimiento del deudor", "the debtor's consent is missing")
    case .conductForbidden: ("la norma no permite esa forma de visitar", "the rules do not allow that way of visiting")
    case .noticeMissing: ("falta el aviso previo", "the notice beforehand is missing")
    case .forbidden: ("la norma lo prohíbe", "the rules forbid it")
    case .closedDay: ("ese día no se visita", "visits are not made on that day")
    case .holiday: ("es feriado", "it is a holiday")
    case .outsideHours: ("no hay horario común permitido", "there are no common permitted hours")
    case .capReached: ("se alcanzó el máximo de contactos", "the maximum number of contacts is reached")
    case .gapTooShort: ("no ha pasado el plazo entre contactos", "the gap between contacts has not passed")
    case .noWindow: ("ninguna norma abre la visita", "no rule opens visits")
    case .calendarMissing: ("no se conocen los feriados de ese año", "the holidays of that year are not known")
    case .jurisdictionUnknown: ("no se conocen las normas del país", "the rules of the country are not known")
    case .zoneUnknown: ("no se conoce la zona horaria", "the time zone is not known")
    }
  }
}

extension ContactReasonCode {
  /// The ground of a refusal in words, to follow a colon.
  public var words: (spanish: String, english: String) {
    switch self {
    case .flagged: ("una marca del deudor o de la cuenta lo impide", "a flag of the debtor or the account forbids it")
    case .partyForbidden: ("no se puede contactar a esa persona", "this person may not be contacted")
    case .placeForbidden: ("no se permite en ese lugar", "it is not allowed at that place")
    case .consentMissing: ("falta el consentimiento del deudor", "the debtor's consent is missing")
    case .conductForbidden: ("la norma no permite esa forma de contacto", "the rules do not allow that way of contact")
    case .noticeMissing: ("falta el aviso previo", "the notice beforehand is missing")
    case .forbidden: ("la norma lo prohíbe", "the rules forbid it")
    case .closedDay: ("ese día no hay contacto", "there is no contact on that day")
    case .holiday: ("es feriado", "it is a holiday")
    case .outsideHours: ("está fuera del horario", "it is outside the hours")
    case .capReached: ("se alcanzó el máximo de contactos", "the maximum number of contacts is reached")
    case .gapTooShort: ("no ha pasado el plazo entre contactos", "the gap between contacts has not passed")
    case .noWindow: ("ninguna norma abre ese canal", "no rule opens that channel")
    case .calendarMissing: ("no se conocen los feriados de ese año", "the holidays of that year are not known")
    case .jurisdictionUnknown: ("no se conocen las normas del país", "the rules of the country are not known")
    case .zoneUnknown: ("no se conoce la zona horaria", "the time zone is not known")
    }
  }
}

/// In which time zone people live, by IANA name.
package enum TimeZones {
  /// `nil` for a country that Ronda does not know.
  package static func name(country: String, state: String?, city: String?) -> String? {
    let state = state.map { PlainText.folded($0) } ?? ""
    let city = city.map { PlainText.folded($0) } ?? ""
    switch country {
    case "MX": return mexico(state, city)
    case "BR": return brazil(state, city)
    case "CL":
      if state.contains("magallanes") || state.contains("aysen") { return "America/Punta_Arenas" }
      return city.contains("isla de pascua") || city.contains("hanga roa") ? "Pacific/Easter" : "America/Santiago"
    case "EC": return state.contains("galapagos") ? "Pacific/Galapagos" : "America/Guayaquil"
    case "ES":
      return state.contains("canarias") || state.contains("palmas") || state.contains("tenerife") ? "Atlantic/Canary" : "Europe/Madrid"
    default: return countries[country]
    }
  }

  static func isKnown(_ country: String) -> Bool { name(country: country, state: nil, city: nil) != nil }

  /// Countries with one zone, or where one zone is meant.
  private static let countries: [String: String] = [
    "AR": "America/Argentina/Buenos_Aires", "BO": "America/La_Paz", "CO": "America/Bogota", "CR": "America/Costa_Rica",
    "DO": "America/Santo_Domingo", "GT": "America/Guatemala", "HN": "America/Tegucigalpa", "NI": "America/Managua",
    "PA": "America/Panama", "PE": "America/Lima", "PY": "America/Asuncion", "SV": "America/El_Salvador", "US": "America/New_York",
    "UY": "America/Montevideo", "VE": "America/Caracas",
  ]

  /// Ley de los Husos Horarios (DOF 2022-10-28): by state, and by municipality at the northern border.
  private static func mexico(_ state: String, _ city: String) -> String {
    switch state {
    case "baja california", "bc", "bcn", "bj": return "America/Tijuana"
    case "baja california sur", "bcs", "bs", "nayarit", "nay", "nt", "sinaloa", "sin", "sl":
      return city.contains("bahia de banderas") ? "America/Bahia_Banderas" : "America/Mazatlan"
    case "sonora", "son", "sr": return "America/Hermosillo"
    case "quintana roo", "qroo", "q roo", "qr": return "America/Cancun"
    case "chihuahua", "chih", "chi", "ch":
      if city.contains("juarez") { return "America/Ciudad_Juarez" }
      return city.contains("ojinaga") ? "America/Ojinaga" : "America/Chihuahua"
    case "tamaulipas", "tamps", "tam", "ts", "nuevo leon", "nl", "coahuila", "coahuila de zaragoza", "coah", "cl":
      return northernBorder.contains { city.contains($0) } ? "America/Matamoros" : "America/Monterrey"
    case "yucatan", "yuc", "yn", "campeche", "camp", "cc": return "America/Merida"
    default: return "America/Mexico_City"
    }
  }

  private static let northernBorder = [
    "matamoros", "reynosa", "nuevo laredo", "rio bravo", "valle hermoso", "miguel aleman", "camargo", "mier", "piedras negras",
    "ciudad acuna", "acuna", "nava", "anahuac",
  ]

  private static func brazil(_ state: String, _ city: String) -> String {
    switch state {
    case "ac", "acre": "America/Rio_Branco"
    case "am", "amazonas": "America/Manaus"
    case "rr", "roraima": "America/Boa_Vista"
    case "ro", "rondonia": "America/Porto_Velho"
    case "mt", "mato grosso": "America/Cuiaba"
    case "ms", "mato grosso do sul": "America/Campo_Grande"
    case "pa", "para", "ap", "amapa": "America/Belem"
    case "ma", "maranhao", "pi", "piaui", "ce", "ceara", "rn", "rio grande do norte", "pb", "paraiba": "America/Fortaleza"
    case "pe", "pernambuco": city.contains("fernando de noronha") ? "America/Noronha" : "America/Recife"
    case "al", "alagoas", "se", "sergipe": "America/Maceio"
    case "ba", "bahia": "America/Bahia"
    case "to", "tocantins": "America/Araguaina"
    default: "America/Sao_Paulo"
    }
  }
}

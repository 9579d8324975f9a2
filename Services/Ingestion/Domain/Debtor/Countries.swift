import Contracts

/// What follows from a country: who issues which identity document, what a telephone number looks like, which language is spoken.
enum Countries {
  /// Countries that issue a type of identity document, the likeliest first.
  static func issuing(_ idType: String) -> [String] {
    switch idType {
    case "CC", "NIT", "TI", "PPT": ["CO"]
    case "CURP", "RFC": ["MX"]
    case "RUT": ["CL"]
    case "CUIT", "CUIL": ["AR"]
    case "CEDULA": ["EC"]
    case "CPF", "CNPJ": ["BR"]
    case "DNI": ["PE", "AR"]
    case "CE": ["CO", "PE"]
    case "RUC": ["PE", "EC"]
    default: []
    }
  }

  /// The country whose money it is; `nil` for one that several use.
  static func using(_ currency: Currency) -> String? {
    switch currency.rawValue {
    case "ARS": "AR"
    case "BOB": "BO"
    case "BRL": "BR"
    case "CLP": "CL"
    case "COP": "CO"
    case "CRC": "CR"
    case "DOP": "DO"
    case "GTQ": "GT"
    case "HNL": "HN"
    case "MXN": "MX"
    case "NIO": "NI"
    case "PAB": "PA"
    case "PEN": "PE"
    case "PYG": "PY"
    case "UYU": "UY"
    default: nil
    }
  }

  /// The country of an identity: that of the home, of another address, of the document, of the money, in this order.
  ///
  /// A document that only one country issues comes first: who moves abroad, or is known at home by one bank only, stays the same debtor.
  static func ofIdentity(idType: String, home: String?, currency: Currency?) -> String? {
    let issuing = issuing(idType)
    if issuing.count == 1 { return issuing[0] }
    if let home { return home }
    let money = currency.flatMap { using($0) }
    if let money, issuing.isEmpty || issuing.contains(money) { return money }
    return issuing.first
  }

  static func language(of country: String) -> String {
    switch country {
    case "BR": "pt-BR"
    case "US": "en-US"
    default: "es-\(country)"
    }
  }

  /// The international prefix, and how many digits a number has after it.
  static func telephone(of country: String) -> (prefix: String, digits: ClosedRange<Int>)? {
    switch country {
    case "AR": ("54", 10...11)
    case "BO": ("591", 8...8)
    case "BR": ("55", 10...11)
    case "CL": ("56", 9...9)
    case "CO": ("57", 10...10)
    case "CR": ("506", 8...8)
    case "DO": ("1", 10...10)
    case "EC": ("593", 8...9)
    case "ES": ("34", 9...9)
    case "GT": ("502", 8...8)
    case "HN": ("504", 8...8)
    case "MX": ("52", 10...10)
    case "NI": ("505", 8...8)
    case "PA": ("507", 7...8)
    case "PE": ("51", 8...9)
    case "PY": ("595", 9...9)
    case "SV": ("503", 8...8)
    case "US": ("1", 10...10)
    case "UY": ("598", 8...8)
    case "VE": ("58", 10...10)
    default: nil
    }
  }
}

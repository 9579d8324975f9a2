import Contracts

/// The words that a case may use, beside the names that the data uses.
enum CaseWords {
  static let channels: [String: ContactChannel] = named(
    ["phone": .call, "e_mail": .email, "mail": .email, "text": .sms, "field_visit": .visit])

  /// A place that is stated as something else than home or work is taken at its word.
  static let places: [String: ContactPlace] = named(
    ["": .unspecified, "work": .workplace, "office": .workplace, "other": .elsewhere, "branch": .elsewhere, "public": .elsewhere])

  static let parties: [String: PartyRole] = named(
    [
      "": .holder, "debtor": .holder, "titular": .holder, "codebtor": .coDebtor, "legal_rep": .legalRepresentative, "family": .relative,
      "neighbour": .thirdParty, "neighbor": .thirdParty, "other": .thirdParty, "minor": .thirdParty, "elderly": .thirdParty,
      "spouse": .relative,
      "lawyer": .legalRepresentative, "attorney": .legalRepresentative,
    ])

  /// Development and rural credit are treated as agricultural: Colombia's law names them in one breath. `nil`: not known, no exception.
  static let products: [String: ProductType?] = named(
    [
      "": nil, "micro": .microcredit, "microfinance": .microcredit, "fomento": .agro, "development": .agro, "agricultural": .agro,
      "agriculture": .agro, "rural": .agro, "consumer": .loan, "consumer_loan": .loan, "personal": .loan, "personal_loan": .loan,
      "payroll": .loan, "student": .loan, "credit_card": .card,
      "auto": .vehicle, "housing": .mortgage,
    ])

  static let consents: [String: ChannelConsent] = ["": .granted, "granted": .granted, "refused": .refused, "unknown": .unknown]

  static let truths: [String: Bool] = [
    "": false, "true": true, "yes": true, "y": true, "1": true, "si": true, "sí": true, "t": true, "false": false, "no": false, "n": false,
    "0": false, "f": false,
  ]

  private static func named<Element: CaseIterable & RawRepresentable<String>>(_ others: [String: Element]) -> [String: Element] {
    Element.allCases.reduce(into: others) { $0[$1.rawValue] = $1 }
  }

  private static func named(_ others: [String: ProductType?]) -> [String: ProductType?] {
    ProductType.allCases.reduce(into: others) { $0[$1.rawValue] = .some($1) }
  }
}

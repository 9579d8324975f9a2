import ArgumentParser
import ContactRules
import Contracts

/// Says a decision in words.
struct ExplainCase: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "explain", abstract: "Judge one contact and say why, in words.")
  @OptionGroup var reading: ReadingOptions
  @Option(help: "A country such as PE, or several divided by |.") var jurisdiction: String
  @Option(help: "A part of the country that has a law of its own, such as SP.") var subdivision = ""
  @Option(help: "call, sms, whatsapp, email, letter, visit or bureau_report.") var channel: String
  @Option(help: "RFC 3339 with the offset of the debtor's clock.") var instant: String
  @Option(help: "home, workplace, business or other.") var place = ""
  @Option(help: "Whom the contact would reach.") var partyRole = ""
  @Option(help: "What kind of credit it is.") var productType = ""
  @Flag(help: "The debtor authorised visits expressly.") var visitAuthorized = false
  @Option(help: "Earlier contacts: channel@instant|...") var prior = ""
  @Option(help: "IANA name of the debtor's zone.") var timeZone = ""
  @Option(help: "granted, refused or unknown.") var consent = ""
  @Option(help: "Flags divided by |, such as cease.") var flags = ""
  @Option(help: "What the contact would do, divided by |, such as hidden_number.") var conduct = ""
  @Option(help: "es or en.") var language = DecisionWords.Language.spanish

  func run() throws {
    let rules = try reading.rules()
    let row = CaseRow(
      line: 1,
      cells: [
        "jurisdiction": jurisdiction, "subdivision": subdivision, "channel": channel, "instant": instant, "place": place,
        "party_role": partyRole, "product_type": productType, "visit_authorized": visitAuthorized ? "true" : "", "prior": prior,
        "time_zone": timeZone, "consent": consent, "flags": flags, "conduct": conduct,
      ])
    let words = DecisionWords(rules, in: language)
    switch try CaseReader(rules).read(row) {
    case .contact(let request): print(words.explain(rules.decide(request), of: request))
    case .report(let report): print(words.explain(rules.decide(report), of: report))
    }
  }
}

import Contracts

/// A decision in words, in Spanish or English: what was asked, the answer, each ground with the row of the law, and from when on it is
/// allowed.
public struct DecisionWords: Sendable {
  public enum Language: String, CaseIterable, Sendable {
    case spanish = "es"
    case english = "en"
  }

  private let rules: ContactRules
  private let language: Language

  public init(_ rules: ContactRules, in language: Language) {
    self.rules = rules
    self.language = language
  }

  public func explain(_ decision: ContactDecision, of request: ContactRequest) -> String {
    let zone = request.timeZone ?? request.jurisdictions.first.flatMap { rules.timeZones(of: $0).first } ?? "UTC"
    let (what, party) = (Self.words(request.channel, language), Self.words(request.party, language))
    return text(
      pick("\(what) a \(party)", "\(what) to the \(party)"), decision, in: request.jurisdictions.map(\.description), at: request.instant,
      zone)
  }

  public func explain(_ decision: ContactDecision, of report: BureauReport) -> String {
    text(
      pick("reporte negativo a una central de riesgo", "negative report to a credit bureau"), decision,
      in: [report.jurisdiction.description],
      at: report.instant, report.timeZone)
  }

  private func text(_ what: String, _ decision: ContactDecision, in places: [String], at instant: Instant, _ zone: String) -> String {
    let answer = decision.allowed ? pick("Se permite", "Allowed") : pick("No se permite", "Not allowed")
    let headline = "\(answer): \(what), \(places.joined(separator: ", ")), \(text(instant, zone)) (\(zone))."
    let grounds =
      decision.allowed
      ? decision.ruleIDs.map { "- \($0.rawValue): \(pick("el horario está abierto", "the hours are open")). \(source($0))" }
      : decision.reasons.map { ground($0) }
    return ([headline] + grounds + [outlook(decision, zone)]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func pick(_ spanish: String, _ english: String) -> String { language == .spanish ? spanish : english }

  private func text(_ instant: Instant, _ zone: String) -> String { rules.localText(of: instant, in: zone) ?? instant.description }

  private func ground(_ reason: ContactReason) -> String {
    let words = reason.code.words
    let why = pick(words.spanish, words.english)
    guard let ruleID = reason.ruleID else { return "- \(why)." }
    return "- \(ruleID.rawValue): \(why). \(source(ruleID))"
  }

  /// The law's own row, in the language in which it is kept.
  private func source(_ ruleID: RuleID) -> String {
    guard let rule = rules.catalogue.first(where: { $0.id == ruleID }) else { return "" }
    let text = rule.conditions.isEmpty ? "" : "\(rule.conditions). "
    return "\(text)\(pick("Fuente", "Source")): \(rule.source) (\(rule.confidence))."
  }

  private func outlook(_ decision: ContactDecision, _ zone: String) -> String {
    guard !decision.allowed else { return "" }
    guard let next = decision.nextAllowedAt else {
      return pick("No se conoce ningún momento en que vaya a permitirse.", "No time is known at which it will be allowed.")
    }
    return pick("Se permite desde \(text(next, zone)).", "It is allowed from \(text(next, zone)) on.")
  }

  private static func words(_ channel: ContactChannel, _ language: Language) -> String {
    let (spanish, english) =
      switch channel {
      case .call: ("llamada", "call")
      case .sms: ("SMS", "SMS")
      case .whatsapp: ("WhatsApp", "WhatsApp")
      case .email: ("correo electrónico", "e-mail")
      case .letter: ("carta", "letter")
      case .visit: ("visita", "visit")
      case .fax: ("fax", "fax")
      }
    return language == .spanish ? spanish : english
  }

  private static func words(_ party: PartyRole, _ language: Language) -> String {
    let (spanish, english) =
      switch party {
      case .holder: ("titular", "holder")
      case .coDebtor: ("codeudor", "co-debtor")
      case .guarantor: ("fiador", "guarantor")
      case .legalRepresentative: ("representante legal", "legal representative")
      case .reference: ("referencia", "reference")
      case .employer: ("empleador", "employer")
      case .relative: ("familiar", "relative")
      case .thirdParty: ("tercero", "third party")
      }
    return language == .spanish ? spanish : english
  }
}

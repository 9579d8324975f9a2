import Contracts

/// A clause that the engine decides, as plain numbers.
struct Clause: Sendable {
  let ruleID: RuleID
  let number: Int

  // Whom and what it is about. All must match.
  let channels: CaseSet<ContactChannel>
  let places: CaseSet<ContactPlace>
  let parties: CaseSet<PartyRole>
  let products: CaseSet<ProductType>
  /// Any one of them; empty when it does not depend on flags.
  let flags: ContactFlags
  /// Any one of them; empty when it does not depend on what the contact does.
  let conduct: ContactConduct
  let exemption: Exemption?

  // When.
  let days: DaySet
  /// Of the local day; the end is not included.
  let minutes: Range<Int>
  /// Whether a window stays open on a holiday.
  let opensOnHolidays: Bool
  /// Days since 1970, both included.
  let validity: ClosedRange<Int>

  let cap: Cap?

  /// Why a deny or require clause refuses, as far as its shape tells.
  var staticCode: ContactReasonCode {
    if !flags.isEmpty { return .flagged }
    if !conduct.isEmpty { return .conductForbidden }
    if parties.bits != CaseSet<PartyRole>.all.bits { return .partyForbidden }
    if places.bits != CaseSet<ContactPlace>.all.bits { return .placeForbidden }
    if exemption?.conditions.isDisjoint(with: [.consentGranted, .consentNotRefused]) == false { return .consentMissing }
    return days == .every ? .forbidden : .closedDay
  }

  /// Whether the clause speaks about the request, dates and times apart.
  func concerns(_ request: ContactRequest) -> Bool {
    guard places.contains(request.place), parties.contains(request.party), flags.isEmpty || !flags.isDisjoint(with: request.flags),
      conduct.isEmpty || !conduct.isDisjoint(with: request.conduct)
    else { return false }
    if products.bits != CaseSet<ProductType>.all.bits {
      guard let product = request.product, products.contains(product) else { return false }
    }
    return exemption.map { !$0.holds(for: request) } ?? true
  }

  /// What takes a request out of a clause: every part that is stated must hold.
  struct Exemption: Sendable {
    /// Empty when it does not depend on the party.
    let parties: CaseSet<PartyRole>
    /// Empty when it does not depend on the product.
    let products: CaseSet<ProductType>
    /// Any one of them; empty when it does not depend on conditions.
    let conditions: ExemptionConditions

    func holds(for request: ContactRequest) -> Bool {
      if !parties.isEmpty, !parties.contains(request.party) { return false }
      if !products.isEmpty {
        guard let product = request.product, products.contains(product) else { return false }
      }
      return conditions.isEmpty || conditions.anyHolds(for: request)
    }
  }
}

/// Facts of a request that can lift a clause.
struct ExemptionConditions: OptionSet, Sendable {
  let rawValue: UInt8

  static let consentGranted = ExemptionConditions(rawValue: 1)
  static let consentNotRefused = ExemptionConditions(rawValue: 2)
  static let visitAuthorised = ExemptionConditions(rawValue: 4)

  static let names: [String: ExemptionConditions] = [
    "consent_granted": .consentGranted, "consent_not_refused": .consentNotRefused, "visit_authorised": .visitAuthorised,
  ]

  func anyHolds(for request: ContactRequest) -> Bool {
    contains(.consentGranted) && request.consent == .granted
      || contains(.consentNotRefused) && request.consent != .refused
      || contains(.visitAuthorised) && request.visitAuthorised
  }
}

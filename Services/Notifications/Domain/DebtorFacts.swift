package import Contracts

/// Where a debtor can be written to by one channel.
package struct Reach: Codable, Equatable, Sendable {
  package var address: String
  /// `nil` when the debtor was never asked.
  package var consent: Bool?

  package init(address: String, consent: Bool?) {
    self.address = address
    self.consent = consent
  }
}

/// What a message needs to know of its debtor.
package struct DebtorFacts: Equatable, Sendable {
  package var debtorID: DebtorID
  package var fullName: String
  package var language: String
  package var country: String
  package var timeZone: String
  /// Of the home, or of the first address when no home is known.
  package var state: String?
  /// By channel; absent without a usable address.
  package var reach: [ContactChannel: Reach]
  package var version: Int64

  package init(
    debtorID: DebtorID, fullName: String, language: String, country: String, timeZone: String, state: String? = nil,
    reach: [ContactChannel: Reach], version: Int64
  ) {
    self.debtorID = debtorID
    self.fullName = fullName
    self.language = language
    self.country = country
    self.timeZone = timeZone
    self.state = state
    self.reach = reach
    self.version = version
  }

  package init(_ event: DebtorUpdated) {
    var reach: [ContactChannel: Reach] = [:]
    reach[.email] = Self.best(event.contacts.filter { $0.channel == .email && Self.isAddress($0.value) })
    reach[.fax] = Self.best(event.contacts.filter { $0.channel == .fax && Self.isNumber($0.value) })
    reach[.whatsapp] = Self.best(event.contacts.filter { $0.channel == .whatsapp && Self.isNumber($0.value) })
    // A telephone of which nothing else is known can take a short message.
    reach[.sms] =
      Self.best(event.contacts.filter { $0.channel == .sms && Self.isNumber($0.value) })
      ?? Self.best(event.contacts.filter { $0.channel == .call && Self.isNumber($0.value) })
    reach[.letter] = Self.postal(event)
    self.init(
      debtorID: event.debtorID, fullName: event.fullName, language: event.language, country: event.country, timeZone: event.timeZone,
      state: (event.addresses.first { $0.kind == .home } ?? event.addresses.first)?.state, reach: reach, version: event.version)
  }

  package var email: String? { reach[.email]?.address }

  /// Of several the one with the debtor's consent, then the better known one; a bad one is not used. A refusal counts when no other was
  /// agreed to.
  private static func best(_ contacts: [DebtorContact]) -> Reach? {
    func rank(_ contact: DebtorContact) -> Int {
      (contact.consentGranted == true ? 4 : contact.consentGranted == nil ? 2 : 0) + (contact.quality == "good" ? 1 : 0)
    }
    return contacts.filter { $0.quality != "bad" }.max { rank($0) < rank($1) }.map { Reach(address: $0.value, consent: $0.consentGranted) }
  }

  /// The home, else another address that is not the place of work: an employer opens letters.
  private static func postal(_ event: DebtorUpdated) -> Reach? {
    let places = event.addresses.filter { $0.kind != .work && !$0.lines.isEmpty }
    guard let place = places.first(where: { $0.kind == .home }) ?? places.first else { return nil }
    let town = [place.district, place.city, place.state].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return Reach(
      address: [place.lines, town, place.country].filter { !$0.isEmpty }.joined(separator: "\n"),
      consent: event.contacts.first { $0.channel == .letter }?.consentGranted)
  }

  /// One that could carry a header is not used.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && !"<>,;:\"()[]\\".unicodeScalars.contains($0) }
  }

  /// Digits, with what people put between them.
  static func isNumber(_ text: String) -> Bool {
    (6...15).contains(text.utf8.count { (48...57).contains($0) }) && text.utf8.count <= 24
      && text.utf8.allSatisfy { (48...57).contains($0) || "+-. ()".utf8.contains($0) }
  }
}

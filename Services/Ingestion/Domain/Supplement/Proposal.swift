package import Contracts

package enum ProposalSubject {}
package typealias ProposalID = Identifier<ProposalSubject>

/// A coordinate, address or contact that somebody found at the door or by search. It counts once it is approved.
package struct Proposal: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable { case coordinate, address, contact }
  package enum State: String, CaseIterable, Sendable { case pending, approved, rejected }

  package var proposalID: ProposalID
  package var debtorID: DebtorID
  package var kind: Kind
  /// The address that the coordinate is of.
  package var addressID: AddressID?
  /// `lat` and `lon`, or the address or contact, as a JSON object.
  package var body: [UInt8]
  package var accuracy: Metres?
  /// What shows it, such as the sha256 of a photo.
  package var evidence: String?
  package var visitID: VisitID?
  package var state: State
  package var proposedBy: StaffID
  package var proposedAt: Instant
  /// `nil` when the rule on accuracy decided.
  package var decidedBy: StaffID?
  package var decidedAt: Instant?
  package var reason: String?
}

/// Reads a proposal and decides at once where a rule can.
package struct ProposalReader: Sendable {
  /// A coordinate at least this good is accepted without being asked.
  let trustedAccuracy: Metres

  package init(trustedAccuracy: Metres) {
    self.trustedAccuracy = trustedAccuracy
  }

  /// `proposal_id`, `debtor_id`, `kind` and, by kind: `address_id`, `lat`, `lon`, `accuracy_m`, `mock`; `address`; `contact`.
  package func read(_ object: JSONObject, by staff: StaffID, at now: Instant) throws(RecordError) -> Proposal {
    guard let kind = try object.word("kind", of: Proposal.Kind.self) else { throw object.missing("kind") }
    let accuracy = try object.integer("accuracy_m", in: 0...1_000_000)
    let isMock = try object.boolean("mock") ?? false
    var proposal = Proposal(
      proposalID: try identifier("proposal_id", object), debtorID: try identifier("debtor_id", object), kind: kind, addressID: nil,
      body: [],
      accuracy: accuracy.map { Metres(Int($0)) }, evidence: try object.text("evidence", atMost: 500),
      visitID: object.has("visit_id") ? try identifier("visit_id", object) : nil, state: .pending, proposedBy: staff, proposedAt: now)
    switch kind {
    case .coordinate:
      let addressID: AddressID = try identifier("address_id", object)
      proposal.addressID = addressID
      proposal.body = StatementDetails.members(["lat", "lon"], of: object)
      _ = try proposal.location()
      if !isMock, let accuracy, Int(accuracy) <= trustedAccuracy.value { proposal.state = .approved }
    case .address: proposal.body = Array(try body("address", object).raw)
    case .contact: proposal.body = Array(try body("contact", object).raw)
    }
    if proposal.state == .approved {
      proposal.decidedAt = now
      proposal.reason = "accurate to \(trustedAccuracy.value) m or better"
    }
    return proposal
  }

  private func body(_ name: String, _ object: JSONObject) throws(RecordError) -> JSONObject {
    guard let body = try object.object(name) else { throw object.missing(name) }
    return body
  }

  private func identifier<Subject>(_ name: String, _ object: JSONObject) throws(RecordError) -> Identifier<Subject> {
    guard let identifier = Identifier<Subject>(try object.requiredText(name, atMost: 36)) else {
      throw RecordError(.invalidValue, name, "expected a UUID")
    }
    return identifier
  }
}

extension Proposal {
  /// The coordinate that is proposed; `nil` for other kinds.
  package func location() throws(RecordError) -> AddressLocation? {
    guard kind == .coordinate, let addressID else { return nil }
    let object = try JSONDocument(body).root.object()
    guard let latitude = Double(try object.required("lat").plainText), let longitude = Double(try object.required("lon").plainText),
      Coordinate(latitude: latitude, longitude: longitude) != nil
    else { throw RecordError(.invalidNumber, "lat", "latitude must lie within ±90 and longitude within ±180 degrees") }
    return AddressLocation(
      debtorID: debtorID, addressID: addressID, latitude: latitude, longitude: longitude, precision: "field", source: .field)
  }

  /// What the debtor's addresses and contacts gain by it.
  package func supplement(in portfolio: Portfolio, since: CalendarDate) throws(RecordError) -> Supplement {
    if let location = try location() { return try portfolio.read(location, since: since) }
    return try portfolio.read(
      SupplementNotice(
        of: .debtor(debtorID), part: kind == .contact ? .contact : .address, source: .field, since: since, body: body))
  }

  /// - Throws: `conflict` when it was decided otherwise before; `invalid_value` when the proposer decides.
  package func decided(_ isApproved: Bool, by staff: StaffID, reason: String?, at now: Instant) throws(RecordError) -> Proposal {
    guard state == .pending else { throw RecordError(.conflict, "proposal_id", "has been decided already") }
    guard staff != proposedBy else { throw RecordError(.invalidValue, "proposal_id", "nobody decides on an own proposal") }
    var decided = self
    decided.state = isApproved ? .approved : .rejected
    (decided.decidedBy, decided.decidedAt, decided.reason) = (staff, now, reason)
    return decided
  }
}

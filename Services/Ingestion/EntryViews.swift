import Contracts
import FoundationEssentials

/// An address that has no coordinates yet.
struct UnlocatedAddress: Encodable, Sendable {
  let debtorID: DebtorID
  let addressID: AddressID
  let kind: String
  let lines: String
  let district: String?
  let city: String?
  let state: String?
  let country: String

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case addressID = "address_id"
    case kind, lines, district, city, state, country
  }

  static let csvHeader = ["debtor_id", "address_id", "lines", "district", "city", "state", "country", "lat", "lon", "precision"]

  var csv: [String] {
    [debtorID.description, addressID.description, lines, district ?? "", city ?? "", state ?? "", country, "", "", ""]
  }
}

/// Where a page of addresses ended: `debtor|address`.
struct UnlocatedCursor: Sendable {
  let debtorID: DebtorID
  let addressID: AddressID

  init?(_ text: String) {
    let parts = text.split(separator: "|")
    guard parts.count == 2, let debtor = DebtorID(String(parts[0])), let address = AddressID(String(parts[1])) else { return nil }
    (debtorID, addressID) = (debtor, address)
  }

  static func text(_ last: UnlocatedAddress) -> String { "\(last.debtorID)|\(last.addressID)" }
}

/// A consent as people and auditors see it.
struct ConsentView: Encodable, Sendable {
  let consent: Consent

  private enum CodingKeys: String, CodingKey {
    case consentID = "consent_id"
    case debtorID = "debtor_id"
    case channel, value, granted
    case textVersion = "text_version"
    case givenAt = "given_at"
    case capturedBy = "captured_by"
    case proof
    case recordedBy = "recorded_by"
    case recordedAt = "recorded_at"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(consent.consentID, forKey: .consentID)
    try container.encode(consent.debtorID, forKey: .debtorID)
    try container.encode(consent.channel, forKey: .channel)
    try container.encodeIfPresent(consent.value, forKey: .value)
    try container.encode(consent.isGranted, forKey: .granted)
    try container.encode(consent.textVersion, forKey: .textVersion)
    try container.encode(consent.givenAt, forKey: .givenAt)
    try container.encode(consent.captured, forKey: .capturedBy)
    try container.encode(consent.proof, forKey: .proof)
    try container.encodeIfPresent(consent.recordedBy, forKey: .recordedBy)
    try container.encode(consent.recordedAt, forKey: .recordedAt)
  }

  static let csvHeader = [
    "consent_id", "debtor_id", "channel", "value", "granted", "text_version", "given_at", "captured_by", "proof_kind", "proof_reference",
    "proof_sha256", "recorded_by", "recorded_at",
  ]

  var csv: [String] {
    [
      "\(consent.consentID)", "\(consent.debtorID)", consent.channel.rawValue, consent.value ?? "", "\(consent.isGranted)",
      consent.textVersion, "\(consent.givenAt)", consent.captured.rawValue, consent.proof.kind.rawValue, consent.proof.reference,
      consent.proof.sha256 ?? "", consent.recordedBy.map { "\($0)" } ?? "", "\(consent.recordedAt)",
    ]
  }
}

/// A proposal and what became of it.
struct ProposalView: Encodable, Sendable {
  let proposal: Proposal

  private enum CodingKeys: String, CodingKey {
    case proposalID = "proposal_id"
    case debtorID = "debtor_id"
    case kind
    case addressID = "address_id"
    case proposed
    case accuracy = "accuracy_m"
    case evidence
    case visitID = "visit_id"
    case state
    case proposedBy = "proposed_by"
    case proposedAt = "proposed_at"
    case decidedBy = "decided_by"
    case decidedAt = "decided_at"
    case reason
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(proposal.proposalID, forKey: .proposalID)
    try container.encode(proposal.debtorID, forKey: .debtorID)
    try container.encode(proposal.kind.rawValue, forKey: .kind)
    try container.encodeIfPresent(proposal.addressID, forKey: .addressID)
    try container.encode(SourceJSON(bytes: proposal.body), forKey: .proposed)
    try container.encodeIfPresent(proposal.accuracy?.value, forKey: .accuracy)
    try container.encodeIfPresent(proposal.evidence, forKey: .evidence)
    try container.encodeIfPresent(proposal.visitID, forKey: .visitID)
    try container.encode(proposal.state.rawValue, forKey: .state)
    try container.encode(proposal.proposedBy, forKey: .proposedBy)
    try container.encode(proposal.proposedAt, forKey: .proposedAt)
    try container.encodeIfPresent(proposal.decidedBy, forKey: .decidedBy)
    try container.encodeIfPresent(proposal.decidedAt, forKey: .decidedAt)
    try container.encodeIfPresent(proposal.reason, forKey: .reason)
  }
}

/// One address, contact or party with its source, for people who wonder where something comes from.
struct SourceView: Encodable, Sendable {
  let supplementID: SupplementID
  let part: SupplementPart
  let source: SupplementSource
  let since: CalendarDate
  let body: SourceJSON

  init(_ supplement: Supplement) {
    supplementID = supplement.supplementID
    part = supplement.part
    source = supplement.source
    since = supplement.since
    body = SourceJSON(bytes: supplement.body)
  }

  private enum CodingKeys: String, CodingKey {
    case supplementID = "supplement_id"
    case part, source, since
    case body = "said"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(supplementID, forKey: .supplementID)
    try container.encode(part.rawValue, forKey: .part)
    try container.encode(source.rawValue, forKey: .source)
    try container.encode(since, forKey: .since)
    try container.encode(body, forKey: .body)
  }
}

/// A flat JSON object as it came, as an object of texts and numbers.
struct SourceJSON: Encodable, Sendable {
  let bytes: [UInt8]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, value) in try JSONDocument(bytes).root.object().members where !value.isNull {
      let key = Name(JSONText.unescaped(name))
      let text = value.isText ? value.plainText : String(decoding: value.raw, as: UTF8.self)
      if value.isNumber, let number = Double(text) {
        try container.encode(number, forKey: key)
      } else {
        try container.encode(text, forKey: key)
      }
    }
  }
}

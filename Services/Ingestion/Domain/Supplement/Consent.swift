package import Contracts

package enum ConsentSubject {}
package typealias ConsentID = Identifier<ConsentSubject>

/// That a debtor allowed, or no longer allows, to be contacted on a channel. Never changed: a revocation is a consent of its own.
package struct Consent: Sendable, Equatable {
  package var consentID: ConsentID
  package var debtorID: DebtorID
  package var channel: ContactChannel
  /// One contact of the channel in its normal form; `nil` for the channel as a whole.
  package var value: String?
  package var isGranted: Bool
  /// The version of the text that the debtor was shown.
  package var textVersion: String
  package var givenAt: Instant
  /// How the debtor said so.
  package var captured: ConsentCapture
  package var proof: ConsentProof
  package var recordedBy: StaffID?
  package var recordedAt: Instant

  package init(
    consentID: ConsentID, debtorID: DebtorID, channel: ContactChannel, value: String?, isGranted: Bool, textVersion: String,
    givenAt: Instant, captured: ConsentCapture, proof: ConsentProof, recordedBy: StaffID?, recordedAt: Instant
  ) {
    self.consentID = consentID
    self.debtorID = debtorID
    self.channel = channel
    self.value = value
    self.isGranted = isGranted
    self.textVersion = textVersion
    self.givenAt = givenAt
    self.captured = captured
    self.proof = proof
    self.recordedBy = recordedBy
    self.recordedAt = recordedAt
  }
}

package enum ConsentCapture: String, Codable, CaseIterable, Sendable {
  case inPerson = "in_person"
  case call, sms, whatsapp, email, web, letter, branch
}

/// What shows a regulator that the consent was given.
package struct ConsentProof: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, CaseIterable, Sendable {
    case signature, recording, document, message
    case oneTimeCode = "one_time_code"
  }

  package var kind: Kind
  /// Where the proof is kept: a number of a recording, a path in the archive.
  package var reference: String
  /// Of the file, as 64 hexadecimal digits.
  package var sha256: String?

  package init(kind: Kind, reference: String, sha256: String? = nil) {
    self.kind = kind
    self.reference = reference
    self.sha256 = sha256
  }
}

/// What an operator, a collector or a form sends.
package struct ConsentRequest: Decodable, Sendable {
  package var consentID: ConsentID
  package var channel: ContactChannel
  package var value: String?
  package var granted: Bool
  package var textVersion: String
  package var givenAt: Instant
  package var capturedBy: ConsentCapture
  package var proof: ConsentProof

  private enum CodingKeys: String, CodingKey {
    case consentID = "consent_id"
    case channel, value, granted
    case textVersion = "text_version"
    case givenAt = "given_at"
    case capturedBy = "captured_by"
    case proof
  }

  /// - Parameter country: that of the debtor, for a telephone number that does not name one.
  /// - Throws: the first field that cannot be used. A time up to a day ahead is taken: clocks differ, and consent never does harm early.
  package func consent(of debtor: DebtorID, country: String, by staff: StaffID?, at now: Instant) throws(RecordError) -> Consent {
    let version = textVersion.trimmed
    guard !version.isEmpty, version.utf8.count <= 64 else {
      throw RecordError(.invalidValue, "text_version", "expected the version of the text, up to 64 bytes")
    }
    guard !proof.reference.trimmed.isEmpty, proof.reference.utf8.count <= 500 else {
      throw RecordError(.invalidValue, "proof.reference", "expected where the proof is kept, up to 500 bytes")
    }
    if let sum = proof.sha256, sum.utf8.count != 64 || !sum.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
      throw RecordError(.invalidValue, "proof.sha256", "expected 64 hexadecimal digits")
    }
    guard givenAt <= now.advanced(milliseconds: 86_400_000) else {
      throw RecordError(.invalidDate, "given_at", "lies in the future")
    }
    return Consent(
      consentID: consentID, debtorID: debtor, channel: channel, value: try normalValue(country), isGranted: granted,
      textVersion: version, givenAt: givenAt, captured: capturedBy, proof: proof, recordedBy: staff, recordedAt: now)
  }

  private func normalValue(_ country: String) throws(RecordError) -> String? {
    guard let text = value?.trimmed, !text.isEmpty else { return nil }
    guard text.utf8.count <= 254, let normal = ProfileReader.normal(text, channel, country: country) else {
      throw RecordError(.invalidValue, "value", "is not a \(channel.rawValue) contact")
    }
    return normal
  }
}

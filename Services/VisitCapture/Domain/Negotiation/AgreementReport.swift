package import Contracts

/// An agreement as the device or the office took it down.
package struct AgreementReport: DeviceReport, Equatable {
  package static let kind = RecordKind.agreement
  package static let idField = "agreement_id"

  package var agreementID: AgreementID
  package var accountID: AccountID
  package var terms: AgreementTerms
  /// What whoever signs was shown: refused when it is not what the terms come to.
  package var totalMinor: Int64?
  package var firstPaymentMinor: Int64?
  package var madeAt: Instant
  /// On the screen, where no approval is needed.
  package var signature: AgreementSignature?

  package var id: AgreementID { agreementID }

  private enum CodingKeys: String, CodingKey {
    case agreementID = "agreement_id"
    case accountID = "account_id"
    case terms
    case totalMinor = "total_minor"
    case firstPaymentMinor = "first_payment_minor"
    case madeAt = "made_at"
    case signature
  }

  /// Refuses figures other than those that the terms come to.
  package func check(_ quote: AgreementQuote) throws(RecordProblem) {
    if let totalMinor, totalMinor != quote.totalMinor {
      throw RecordProblem("figures_differ", "total_minor", "The terms come to \(quote.totalMinor) in all, not \(totalMinor).")
    }
    let first = quote.lines.first { $0.number == 1 }?.totalMinor ?? 0
    if let firstPaymentMinor, firstPaymentMinor != first {
      throw RecordProblem("figures_differ", "first_payment_minor", "The first instalment is \(first), not \(firstPaymentMinor).")
    }
  }
}

/// That the debtor accepts: drawn on the screen, or by a code that the debtor was sent.
package struct AgreementSignature: Codable, Equatable, Sendable {
  package enum Method: String, Codable, CaseIterable, Sendable { case screen, code }

  package static let longestText = 4_000
  package static let mostPoints = 5_000

  package var method: Method
  /// What the debtor read and accepted, word for word.
  package var acceptedText: String
  package var drawing: SignatureDrawing?
  package var code: String?

  package init(method: Method, acceptedText: String, drawing: SignatureDrawing? = nil, code: String? = nil) {
    self.method = method
    self.acceptedText = acceptedText
    self.drawing = drawing
    self.code = code
  }

  private enum CodingKeys: String, CodingKey {
    case method
    case acceptedText = "accepted_text"
    case drawing, code
  }

  package func check() throws(RecordProblem) {
    guard !acceptedText.isEmpty, acceptedText.count <= Self.longestText else {
      throw RecordProblem("invalid", "signature.accepted_text", "The accepted text has 1 to \(Self.longestText) characters.")
    }
    switch method {
    case .screen:
      let points = drawing?.strokes.reduce(0) { $0 + $1.count } ?? 0
      guard (2...Self.mostPoints).contains(points) else {
        throw RecordProblem("invalid", "signature.drawing", "A signature has 2 to \(Self.mostPoints) points.")
      }
    case .code:
      guard code?.count == 6 else { throw RecordProblem("invalid", "signature.code", "A code has six digits.") }
    }
  }
}

/// A signature as it was drawn.
package struct SignatureDrawing: Codable, Equatable, Sendable {
  /// Thousandths of the width, and of the height from the top.
  package struct Point: Codable, Equatable, Sendable {
    package var x: Int
    package var y: Int
  }

  package var strokes: [[Point]]
}

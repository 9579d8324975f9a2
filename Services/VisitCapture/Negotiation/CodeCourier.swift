import Contracts
package import ServiceKit

/// Brings one-time codes to debtors by mail.
package struct CodeCourier: Sendable {
  static let digits = 6
  static let lifetime = Seconds(600)
  static let mostAttempts: Int32 = 5

  private let outbound: Outbound
  private let server: MailServer
  private let sender: String

  package init(outbound: Outbound, server: MailServer, sender: String) {
    self.outbound = outbound
    self.server = server
    self.sender = sender
  }

  /// Six digits, each as likely as the others.
  static func makeCode() throws -> String {
    var code = ""
    while code.utf8.count < digits {
      // 250 is the largest multiple of ten in a byte.
      for byte in try SecureRandom.bytes(digits) where byte < 250 && code.utf8.count < digits { code += String(byte % 10) }
    }
    return code
  }

  /// What is kept of a code.
  static func digest(_ code: String, of agreementID: AgreementID) throws -> [UInt8] {
    try Digest.sha256(Array("\(agreementID)/\(code)".utf8))
  }

  /// The address that a code may go to: one that is not bad and was not refused.
  static func address(of debtor: DebtorUpdated) -> String? {
    let usable = debtor.contacts.filter { $0.channel == .email && $0.quality != "bad" && $0.consentGranted != false }
    return (usable.first { $0.quality == "good" } ?? usable.first)?.value
  }

  func send(_ code: String, to address: String) async throws {
    let text = """
      From: \(sender)
      To: \(address)
      Subject: =?utf-8?q?C=C3=B3digo_para_aceptar_su_convenio?=
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 8bit

      Su código para aceptar el convenio de pago es \(code). Vale diez minutos. No lo comparta con nadie más.

      """
    try await outbound.send(MailMessage(sender: sender, recipients: [address], content: Array(text.utf8)), through: server)
  }
}

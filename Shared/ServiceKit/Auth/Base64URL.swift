import FoundationEssentials

/// Base64 with `-` and `_` and without padding, as tokens use it (RFC 4648, section 5).
package enum Base64URL {
  package static func text(of bytes: some Sequence<UInt8>) -> String {
    text(ofStandard: Data(bytes).base64EncodedString())
  }

  /// The same as base64url for a text in ordinary base64.
  package static func text(ofStandard base64: String) -> String {
    String(
      base64.compactMap { character -> Character? in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }

  /// `nil` for a text that is not base64url.
  package static func bytes(of text: some StringProtocol) -> [UInt8]? {
    let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    return Data(base64Encoded: standard + padding).map { [UInt8]($0) }
  }
}

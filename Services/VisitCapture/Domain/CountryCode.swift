/// The country that published rules are for: two capital letters of ISO 3166, or ``elsewhere``.
enum CountryCode {
  /// Where no rules of its own are published.
  static let elsewhere = "*"

  static func isCountry(_ code: String) -> Bool { code.utf8.count == 2 && code.utf8.allSatisfy { (65...90).contains($0) } }

  static func check(_ code: String) throws(RecordProblem) {
    guard code == elsewhere || isCountry(code) else {
      throw RecordProblem("invalid", "country", "Expected two capital letters, as ISO 3166 has them, or \(elsewhere).")
    }
  }
}

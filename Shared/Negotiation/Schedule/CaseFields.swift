/// Reads the columns of an ``InstalmentCase``.
struct CaseFields {
  private let texts: [String: Substring]

  init(_ texts: [String: Substring]) { self.texts = texts }

  subscript(column: String) -> Substring { texts[column] ?? "" }

  func integer(_ column: String, in range: ClosedRange<Int>) throws(NegotiationProblem) -> Int {
    guard let units = DecimalText.units(self[column], decimals: 0), range.contains(Int(units)) else {
      throw NegotiationProblem(
        "out_of_range", column, "\(self[column]) is no whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return Int(units)
  }

  /// In minor units; zero for an empty field.
  func amount(_ column: String, decimals: Int) throws(NegotiationProblem) -> Int64 {
    self[column].isEmpty ? 0 : try Self.amount(self[column], column, decimals)
  }

  /// `6:100000` on top of instalment 6, `6=100000` in place of it, with `|` between them.
  func fixedAmounts(_ column: String, decimals: Int) throws(NegotiationProblem) -> (extras: [Int: Int64], specials: [Int: Int64]) {
    var extras: [Int: Int64] = [:]
    var specials: [Int: Int64] = [:]
    for part in self[column].split(separator: "|") {
      guard let mark = part.firstIndex(where: { $0 == ":" || $0 == "=" }), let number = Int(part[..<mark]) else {
        throw NegotiationProblem("invalid", column, "\(part) is not of the form 6:100000 (on top) or 6=100000 (in place).")
      }
      let amount = try Self.amount(part[part.index(after: mark)...], column, decimals)
      guard extras[number] == nil, specials[number] == nil else {
        throw NegotiationProblem("repeated", column, "Instalment \(number) stands there twice.")
      }
      if part[mark] == ":" { extras[number] = amount } else { specials[number] = amount }
    }
    return (extras, specials)
  }

  /// `2` or `2:capitalised`, `2:interest_only`, `2:dead`.
  func grace(_ column: String) throws(NegotiationProblem) -> Grace {
    guard !self[column].isEmpty else { return .none }
    let parts = self[column].split(separator: ":", maxSplits: 1)
    guard let periods = parts.first.flatMap({ DecimalText.units($0, decimals: 0) }), (0...120).contains(periods) else {
      throw NegotiationProblem("out_of_range", column, "\(self[column]) is no number of periods from 0 to 120.")
    }
    guard let kind = parts.count > 1 ? Grace.Kind(rawValue: String(parts[1])) : .capitalised else {
      let known = Grace.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw NegotiationProblem("unknown_grace", column, "\(parts[1]) is no kind of grace: \(known) are.")
    }
    return Grace(periods: Int(periods), kind: kind)
  }

  private static func amount(_ text: Substring, _ column: String, _ decimals: Int) throws(NegotiationProblem) -> Int64 {
    guard let minor = DecimalText.units(text, decimals: decimals), (0...ScheduleTerms.largestMinor).contains(minor) else {
      throw NegotiationProblem(
        "invalid_amount", column,
        "\(text) is no amount with at most \(decimals) decimals, from 0 to \(ScheduleTerms.largestMinor) minor units.")
    }
    return minor
  }
}

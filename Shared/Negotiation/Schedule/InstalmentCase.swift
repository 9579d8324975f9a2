/// A line of a file of schedules to be worked out, and what is answered. Amounts are in major units, as people write them.
public struct InstalmentCase: Sendable {
  public static let inputColumns = [
    "id", "method", "principal", "periodic_rate", "instalments", "decimals", "balloon", "extras", "grace_periods",
  ]
  public static let outputColumns = ["id", "first_payment", "last_payment", "total_interest", "total_paid", "schedule"]
  private static let required = Set(inputColumns.prefix(6))

  public let id: String
  public let decimals: Int
  public let schedule: Schedule

  /// - Parameter value: the text in a column; `nil` when the file has no such column.
  /// - Throws: ``NegotiationProblem`` whose field is a column.
  public init(_ value: (String) -> String?) throws(NegotiationProblem) {
    var texts: [String: Substring] = [:]
    for column in Self.inputColumns {
      let text = Self.trimmed(value(column) ?? "")
      guard !text.isEmpty || !Self.required.contains(column) else {
        throw NegotiationProblem("required", column, "A value is missing.")
      }
      texts[column] = text
    }
    let fields = CaseFields(texts)
    id = String(fields["id"])
    decimals = try fields.integer("decimals", in: 0...4)
    guard let method = ScheduleMethod(rawValue: fields["method"].lowercased()) else {
      let known = ScheduleMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw NegotiationProblem("unknown_method", "method", "\(fields["method"]) is no method: \(known) are.")
    }
    var terms = ScheduleTerms(
      method: method, principalMinor: try fields.amount("principal", decimals: decimals),
      rate: try Rate(fields["periodic_rate"], field: "periodic_rate"),
      instalments: try fields.integer("instalments", in: 1...ScheduleTerms.maximumInstalments))
    terms.balloonMinor = try fields.amount("balloon", decimals: decimals)
    (terms.extras, terms.specials) = try fields.fixedAmounts("extras", decimals: decimals)
    terms.grace = try fields.grace("grace_periods")
    schedule = try Schedule(terms)
  }

  /// In the order of ``outputColumns``.
  public var output: [String] {
    let first = schedule.instalments.first?.paymentMinor ?? 0
    let last = schedule.instalments.last?.paymentMinor ?? 0
    return [id, amount(first), amount(last), amount(schedule.totalInterestMinor), amount(schedule.totalPaidMinor), lines]
  }

  /// `payment/interest/principal/balance` of each line, with `;` between lines.
  private var lines: String {
    schedule.instalments.map { line in
      [line.paymentMinor, line.interestMinor, line.principalMinor, line.balanceMinor].map(amount).joined(separator: "/")
    }.joined(separator: ";")
  }

  private func amount(_ minor: Int64) -> String { DecimalText.text(minor, decimals: decimals) }

  private static func trimmed(_ text: String) -> Substring {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

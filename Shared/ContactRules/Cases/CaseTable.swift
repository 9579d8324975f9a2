import Contracts

/// A file of cases (RFC 4180, columns in any order) and the answers to them.
public struct CaseTable: Sendable {
  /// What a problem calls the file.
  static let file = "cases"
  /// The columns that a case may have.
  public static let columns = [
    "id", "jurisdiction", "subdivision", "channel", "place", "party_role", "product_type", "visit_authorized", "instant", "prior",
    "time_zone", "consent", "flags", "conduct",
  ]
  private static let required = ["id", "jurisdiction", "channel", "instant"]
  public static let answerHeader = "id,decision,rules,next_allowed_at"

  /// A row that can be read, or why it cannot.
  public let rows: [Result<CaseRow, RuleDataError>]

  /// Fails when the file cannot be divided into rows or lacks a column that every case needs.
  public init(parsing text: String) throws(RuleDataError) {
    let lines = try CSVTable.split(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text, file: Self.file)
    guard let header = lines.first else { throw RuleDataError(file: Self.file, line: 1, problem: "is empty") }
    let names = header.fields.map { CaseRow.word($0[...]) }
    for name in Self.required where !names.contains(name) {
      throw RuleDataError(file: Self.file, line: header.line, column: name, problem: "column is missing")
    }
    rows = lines.dropFirst().map { line, fields in
      guard fields.count == names.count else {
        return .failure(
          RuleDataError(file: Self.file, line: line, problem: "has \(fields.count) fields instead of \(names.count)"))
      }
      return .success(CaseRow(line: line, cells: Dictionary(zip(names, fields)) { first, _ in first }))
    }
  }

  /// The answer to a case as a line of CSV without its end.
  public static func answer(_ row: CaseRow, by rules: ContactRules) throws(RuleDataError) -> String {
    let (decision, zone) =
      switch try CaseReader(rules).read(row) {
      case .contact(let request): (rules.decide(request), request.timeZone)
      case .report(let report): (rules.decide(report), report.timeZone)
      }
    let next = decision.nextAllowedAt.map { next in zone.flatMap { rules.localText(of: next, in: $0) } ?? next.description }
    let cells = [
      String(row["id"]), decision.allowed ? "allowed" : "denied", decision.ruleIDs.map(\.rawValue).joined(separator: "|"), next ?? "",
    ]
    return cells.map(quoted).joined(separator: ",")
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return isPlain ? cell : "\"\(cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}

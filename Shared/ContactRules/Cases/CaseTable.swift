import Contracts

/// The columns of a file of cases, in any order, and the answers to its rows. Whoever reads the file hands them over one by one: it may be
/// larger than memory.
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

  private let width: Int
  private let columns: [String: Int]

  /// Fails when the file lacks a column that every case needs.
  public init(header: [String], line: Int = 1) throws(RuleDataError) {
    let names = header.map { CaseRow.word($0[...]) }
    for name in Self.required where !names.contains(name) {
      throw RuleDataError(file: Self.file, line: line, column: name, problem: "column is missing")
    }
    width = names.count
    columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Fails for a row that has not one field for each column, or none that could be read.
  public func row(_ fields: [String], line: Int, defect: String? = nil) throws(RuleDataError) -> CaseRow {
    guard fields.count == width, defect == nil else {
      throw RuleDataError(file: Self.file, line: line, problem: defect ?? "has \(fields.count) fields instead of \(width)")
    }
    return CaseRow(line: line, fields: fields, columns: columns)
  }

  /// The answer to a case as a line of CSV without its end.
  public static func answer(_ row: CaseRow, by rules: ContactRules) throws(RuleDataError) -> String {
    let (decision, zone) =
      switch try CaseReader(rules).read(row) {
      case .contact(let request): (rules.decide(request), request.timeZone)
      case .report(let report): (rules.decide(report), report.timeZone)
      }
    let next = decision.nextAllowedAt.map { next in zone.flatMap { rules.localText(of: next, in: $0) } ?? next.description }
    return CSVText.record([
      String(row["id"]), decision.allowed ? "allowed" : "denied", decision.ruleIDs.map(\.rawValue).joined(separator: "|"), next ?? "",
    ])
  }
}

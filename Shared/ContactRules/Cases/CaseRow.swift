import Contracts

/// The cells of one case by column; a column that the file does not have is empty.
public struct CaseRow: Sendable {
  public let line: Int
  private let fields: [String]
  private let columns: [String: Int]

  init(line: Int, fields: [String], columns: [String: Int]) {
    self.line = line
    self.fields = fields
    self.columns = columns
  }

  public init(line: Int, cells: [String: String]) {
    let cells = Array(cells)
    self.init(
      line: line, fields: cells.map(\.value), columns: Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.key, $0) }))
  }

  /// Without the blanks around it.
  subscript(column: String) -> Substring { columns[column].map { Self.trimmed(fields[$0]) } ?? "" }

  /// A cell as a word of the vocabulary: `Co-debtor` is `co_debtor`.
  func word(_ column: String) -> String { Self.word(self[column]) }

  static func word(_ text: Substring) -> String {
    String(trimmed(text).lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
  }

  static func trimmed(_ text: some StringProtocol) -> Substring {
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }

  func error(_ column: String, _ problem: String) -> RuleDataError {
    RuleDataError(file: CaseTable.file, line: line, column: column, problem: problem)
  }

  /// The cell is not the case's own words but ours: it is told shortened, since a file may hold anything.
  func unknown(_ column: String, _ known: some Sequence<String>) -> RuleDataError {
    error(column, "'\(self[column].prefix(40))' is none of \(known.sorted().joined(separator: ", "))")
  }
}

import Contracts

/// Comma-separated values (RFC 4180) in UTF-8 with a byte order mark, by which spreadsheet programs know the encoding.
///
/// A text that such a program would take for a formula begins with an apostrophe (OWASP, CSV injection): somebody's name must not
/// compute when a file is opened.
public struct CSVWriter: TableWriter {
  private var header: [String]?

  public init(columns: [String]) { header = columns }

  public mutating func append(_ row: [Cell]) -> [UInt8] {
    var bytes = begin()
    write(row.map(text), into: &bytes)
    return bytes
  }

  public mutating func finish() -> [UInt8] { begin() }

  /// The mark and the line of the columns, once.
  private mutating func begin() -> [UInt8] {
    guard let columns = header else { return [] }
    header = nil
    var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    write(columns.map(Self.guarded), into: &bytes)
    return bytes
  }

  private func write(_ fields: [String], into bytes: inout [UInt8]) {
    CSVText.append(fields, to: &bytes)
    bytes += [0x0D, 0x0A]
  }

  private func text(_ cell: Cell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): Self.guarded(text)
    case .whole(let number): String(number)
    case .amount(let minor, let decimals): Cell.decimal(minor, decimals: decimals)
    case .date(let date): date.description
    case .instant(let instant): instant.description
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  /// With an apostrophe before what begins like a formula, also behind blanks, which programs skip. Full-width forms count as well.
  private static func guarded(_ text: String) -> String {
    guard let first = text.unicodeScalars.first(where: { $0 != " " && $0 != "\u{A0}" }) else { return text }
    return "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first) ? "'" + text : text
  }
}

import Contracts

/// A spreadsheet in the format of Excel (ECMA-376, SpreadsheetML) with one table, which goes on over several sheets where it is longer
/// than a sheet. Texts are typed as texts: none of them is taken for a formula.
public struct XLSXWriter: TableWriter {
  /// Of the format, the line of the columns among them.
  static let sheetRows = 1_048_576
  /// Rows are compressed in pieces of about this size.
  private static let piece = 64 << 10
  /// The longest text that a cell holds; a longer one is cut.
  private static let longestText = 32_767
  /// Programs compute with 15 digits; a longer number is written as a text, so that no digit is lost.
  private static let largestNumber: UInt64 = 999_999_999_999_999

  private let name: String
  private let columns: [String]
  private let rowLimit: Int
  private var archive = ZIPArchive()
  private var pending: [UInt8] = []
  private var sheets = 0
  private var row = 0

  /// - Parameter name: of the sheet.
  public init(name: String, columns: [String]) { self.init(name: name, columns: columns, rowLimit: Self.sheetRows) }

  package init(name: String, columns: [String], rowLimit: Int) {
    self.name = name
    self.columns = columns
    self.rowLimit = max(rowLimit, 2)
  }

  public mutating func append(_ cells: [Cell]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    if sheets == 0 || row == rowLimit { bytes += try openSheet() }
    write(cells, style: nil)
    if pending.count >= Self.piece { bytes += try flush() }
    return bytes
  }

  public mutating func finish() throws -> [UInt8] {
    var bytes: [UInt8] = []
    if sheets == 0 { bytes += try openSheet() }
    bytes += try closeSheet()
    let parts = XLSXParts(name: name, sheets: sheets)
    for (path, text) in parts.all {
      bytes += try archive.open(path)
      bytes += try archive.write(Array(text.utf8))
      bytes += try archive.close()
    }
    return bytes + (try archive.finish())
  }

  private mutating func openSheet() throws -> [UInt8] {
    var bytes = sheets > 0 ? try closeSheet() : []
    sheets += 1
    row = 0
    bytes += try archive.open("xl/worksheets/sheet\(sheets).xml")
    pending += Array(XLSXParts.sheetStart.utf8)
    write(columns.map(Cell.text), style: XLSXParts.headerStyle)
    return bytes
  }

  private mutating func closeSheet() throws -> [UInt8] {
    pending += Array(XLSXParts.sheetEnd.utf8)
    return try flush() + archive.close()
  }

  private mutating func flush() throws -> [UInt8] {
    let bytes = try archive.write(pending)
    pending.removeAll(keepingCapacity: true)
    return bytes
  }

  private mutating func write(_ cells: [Cell], style: Int?) {
    row += 1
    put("<row r=\"\(row)\">")
    for (place, cell) in cells.enumerated() { write(cell, at: "\(Self.column(place))\(row)", style: style) }
    put("</row>")
  }

  private mutating func write(_ cell: Cell, at place: String, style: Int?) {
    switch cell {
    case .empty: break
    case .text(let text): writeText(text, at: place, style: style)
    case .whole(let number): writeNumber(String(number), digits: number.magnitude, at: place, style: nil)
    case .amount(let minor, let decimals):
      writeNumber(
        Cell.decimal(minor, decimals: decimals), digits: minor.magnitude, at: place, style: XLSXParts.amountStyle(decimals: decimals))
    // Days since 30 December 1899, as Excel counts them from March 1900 on.
    case .date(let date): put("<c r=\"\(place)\" s=\"\(XLSXParts.dateStyle)\"><v>\(date.daysSince1970 + 25_569)</v></c>")
    case .instant(let instant): writeText(instant.description, at: place, style: style)
    case .flag(let flag): put("<c r=\"\(place)\" t=\"b\"><v>\(flag ? 1 : 0)</v></c>")
    }
  }

  private mutating func writeNumber(_ text: String, digits: UInt64, at place: String, style: Int?) {
    guard digits <= Self.largestNumber else { return writeText(text, at: place, style: nil) }
    put("<c r=\"\(place)\"\(style.map { " s=\"\($0)\"" } ?? "")><v>\(text)</v></c>")
  }

  private mutating func writeText(_ text: String, at place: String, style: Int?) {
    put("<c r=\"\(place)\"\(style.map { " s=\"\($0)\"" } ?? "") t=\"inlineStr\"><is><t xml:space=\"preserve\">")
    put(XLSXParts.escaped(String(text.prefix(Self.longestText))))
    put("</t></is></c>")
  }

  private mutating func put(_ text: String) { pending += text.utf8 }

  /// `A` to `Z`, `AA` and so on.
  static func column(_ index: Int) -> String {
    var rest = index
    var name = ""
    repeat {
      name = String(UnicodeScalar(UInt8(65 + rest % 26))) + name
      rest = rest / 26 - 1
    } while rest >= 0
    return name
  }
}

import Spreadsheets

/// Writes a row of a file as the JSON object that a bank would have sent, so that files and events pass the same reader.
///
/// An empty cell is null, which says that there is nothing; a missing column says nothing.
struct RowBody {
  private let columns: CSVColumns
  private let row: CSVRow
  private let hasDecimalComma: Bool
  private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
  private(set) var used: Set<String> = []

  init(_ columns: CSVColumns, _ row: CSVRow, hasDecimalComma: Bool) {
    self.columns = columns
    self.row = row
    self.hasDecimalComma = hasDecimalComma
  }

  /// A text, as `name` of the object; the column is called the same unless given.
  mutating func text(_ name: String, column: String? = nil) {
    let column = column ?? name
    guard use(column) else { return }
    key(name)
    if let cell = columns.cell(column, row) { JSONWriter.append(text: cell, to: &bytes) } else { null() }
  }

  /// A whole number. What is none is passed on as a text, for the reader to refuse.
  mutating func integer(_ name: String) {
    guard use(name) else { return }
    key(name)
    guard let cell = columns.cell(name, row) else { return null() }
    if let number = Int64(cell) { bytes += Array(String(number).utf8) } else { JSONWriter.append(text: cell, to: &bytes) }
  }

  /// A decimal number, as a text.
  mutating func decimal(_ name: String) {
    guard use(name) else { return }
    key(name)
    guard let cell = columns.cell(name, row) else { return null() }
    JSONWriter.append(text: hasDecimalComma ? cell.replacing(",", with: ".") : cell, to: &bytes)
  }

  /// True or false. What is neither is passed on as a text, for the reader to refuse.
  mutating func boolean(_ name: String, column: String) {
    guard use(column) else { return }
    key(name)
    switch columns.cell(column, row)?.lowercased() {
    case nil: null()
    case "true", "1", "yes", "si", "sí": bytes += Array("true".utf8)
    case "false", "0", "no": bytes += Array("false".utf8)
    case let other?: JSONWriter.append(text: other, to: &bytes)
    }
  }

  /// Keeps a column out of the body.
  mutating func leaveOut(_ column: String) { used.insert(column) }

  /// An amount, from the column or from the same with `_minor`.
  mutating func amount(_ name: String, column: String) {
    if use(column + "_minor"), let cell = columns.cell(column + "_minor", row) {
      key(name + "_minor")
      JSONWriter.append(text: cell, to: &bytes)
    }
    guard use(column), let cell = columns.cell(column, row) else { return }
    key(name)
    JSONWriter.append(text: hasDecimalComma ? cell.replacing(".", with: "").replacing(",", with: ".") : cell, to: &bytes)
  }

  /// An object, unless none of its columns is there; null when all of them are empty.
  mutating func object(_ name: String, of columnNames: [String], _ write: (inout RowBody) -> Void) {
    guard columnNames.contains(where: { columns.has($0) }) else { return }
    key(name)
    guard columnNames.contains(where: { columns.cell($0, row) != nil }) else {
      used.formUnion(columnNames)
      return null()
    }
    bytes.append(UInt8(ascii: "{"))
    write(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// The columns that begin with `prefix`, as an object of texts without it.
  mutating func texts(_ name: String, prefix: String) {
    let prefixed = columns.names.filter { $0.hasPrefix(prefix) }
    guard !prefixed.isEmpty else { return }
    object(name, of: prefixed) { body in
      for column in prefixed { body.text(String(column.dropFirst(prefix.count)), column: column) }
    }
  }

  /// Whatever has not been used so far, as it is.
  mutating func rest() {
    for column in columns.names where !used.contains(column) && !column.isEmpty { text(column) }
  }

  mutating func close() { bytes.append(UInt8(ascii: "}")) }

  private mutating func use(_ column: String) -> Bool {
    guard columns.has(column) else { return false }
    used.insert(column)
    return true
  }

  private mutating func key(_ name: String) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    JSONWriter.append(text: name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func null() { bytes += Array("null".utf8) }
}

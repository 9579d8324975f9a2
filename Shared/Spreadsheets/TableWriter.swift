/// Makes a file of rows, piece by piece: what it keeps in memory does not grow with the number of rows.
public protocol TableWriter {
  /// The next piece of the file, which may be empty.
  ///
  /// - Throws: `SpreadsheetError` when the file cannot become any larger.
  mutating func append(_ row: [Cell]) throws -> [UInt8]
  /// The rest of the file. Nothing may be appended after it.
  mutating func finish() throws -> [UInt8]
}

/// Why a table cannot be written on.
public enum SpreadsheetError: Error, Equatable, CustomStringConvertible {
  /// A file of this kind holds at most 4 GiB.
  case tooLarge
  case compression(code: Int32)

  public var description: String {
    switch self {
    case .tooLarge: "a spreadsheet holds at most 4 GiB; ask for a shorter period, or for CSV"
    case .compression(let code): "zlib refused with code \(code)"
    }
  }
}

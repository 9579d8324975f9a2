/// Reads a CSV file (RFC 4180) chunk by chunk. Its memory is bounded by one record.
///
/// A byte order mark is skipped, the separator is taken from the first record (comma, semicolon or tab, whichever is there most often),
/// lines end with LF, CRLF or CR, a field between quotes may hold separators, line ends and doubled quotes, empty lines are skipped.
package struct CSVReader: Sendable {
  /// A record above this is taken for a quote that was never closed.
  package static let maximumRecordBytes = 1 << 20
  private enum State { case fieldStart, plain, quoted, quoteInQuoted, afterQuoted }

  private var separator: UInt8?
  /// The first record until its end, from which the separator is found.
  private var head: [UInt8] = []
  private var headIsQuoted = false
  private var state = State.fieldStart
  private var record: [UInt8] = []
  private var recordLine = 1
  private var line = 1
  private var previousWasReturn = false
  private var field: [UInt8] = []
  private var fields: [String] = []
  private var defect: CSVDefect?
  private var offset = 0

  package init() {}

  /// Takes the next bytes and hands on the records that they complete.
  ///
  /// - Throws: `malformed_csv` when a record does not end; the file cannot be read any further.
  package mutating func read(_ chunk: [UInt8], into rows: inout [CSVRow]) throws(CSVDefect) {
    var index = 0
    while index < chunk.count {
      let run = lengthOfRun(chunk, from: index)
      if run > 0 {
        takeRun(chunk[index..<index + run])
        guard record.count <= Self.maximumRecordBytes else { throw unclosed() }
        index += run
        continue
      }
      let byte = chunk[index]
      index += 1
      offset += 1
      if offset <= 3, Self.isMark(byte, at: offset - 1) { continue }
      if separator == nil {
        try lookForSeparator(byte, into: &rows)
      } else {
        try take(byte, into: &rows)
      }
    }
  }

  /// How many of the next bytes mean nothing but themselves. They are most of a file and are taken at once.
  private func lengthOfRun(_ chunk: [UInt8], from start: Int) -> Int {
    guard let separator, state == .plain || state == .fieldStart || state == .quoted else { return 0 }
    return chunk.withUnsafeBufferPointer { bytes in
      var end = start
      while end < bytes.count {
        let byte = bytes[end]
        if byte == separator || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
        end += 1
      }
      return end - start
    }
  }

  private mutating func takeRun(_ run: ArraySlice<UInt8>) {
    offset += run.count
    previousWasReturn = false
    record.append(contentsOf: run)
    field.append(contentsOf: run)
    if state == .fieldStart { state = .plain }
  }

  /// Ends the file.
  package mutating func finish(into rows: inout [CSVRow]) throws(CSVDefect) {
    if separator == nil { try startWithHead(into: &rows) }
    if state == .quoted { throw unclosed() }
    if !record.isEmpty { endRecord(into: &rows) }
  }

  private static func isMark(_ byte: UInt8, at offset: Int) -> Bool {
    [0xEF, 0xBB, 0xBF][offset] == byte
  }

  // MARK: - The separator

  private mutating func lookForSeparator(_ byte: UInt8, into rows: inout [CSVRow]) throws(CSVDefect) {
    head.append(byte)
    guard head.count <= Self.maximumRecordBytes else { throw unclosed() }
    if byte == UInt8(ascii: "\"") { headIsQuoted.toggle() }
    let isEnd = !headIsQuoted && (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"))
    if isEnd, head.contains(where: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }) { try startWithHead(into: &rows) }
  }

  private mutating func startWithHead(into rows: inout [CSVRow]) throws(CSVDefect) {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in head {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    separator = candidates.max { (counts[$0] ?? 0, $1) < (counts[$1] ?? 0, $0) } ?? UInt8(ascii: ",")
    let bytes = head
    head = []
    for byte in bytes { try take(byte, into: &rows) }
  }

  // MARK: - Records

  private mutating func take(_ byte: UInt8, into rows: inout [CSVRow]) throws(CSVDefect) {
    let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    let followsReturn = previousWasReturn
    previousWasReturn = byte == UInt8(ascii: "\r")
    if isLineEnd, state != .quoted {
      // LF after CR ends the same line.
      if byte == UInt8(ascii: "\n"), followsReturn { return }
      if !record.isEmpty { endRecord(into: &rows) }
      line += 1
      recordLine = line
      return
    }
    if isLineEnd, !(byte == UInt8(ascii: "\n") && followsReturn) { line += 1 }
    record.append(byte)
    guard record.count <= Self.maximumRecordBytes else { throw unclosed() }
    takeInField(byte)
  }

  private mutating func takeInField(_ byte: UInt8) {
    let isQuote = byte == UInt8(ascii: "\"")
    switch state {
    case .fieldStart where isQuote: state = .quoted
    case .fieldStart, .plain:
      if byte == separator { return endField() }
      state = .plain
      field.append(byte)
    case .quoted:
      if isQuote { state = .quoteInQuoted } else { field.append(byte) }
    case .quoteInQuoted:
      if isQuote {
        field.append(byte)
        state = .quoted
      } else {
        state = .afterQuoted
        takeInField(byte)
      }
    case .afterQuoted:
      if byte == separator { return endField() }
      if byte != UInt8(ascii: " ") { defect = defect ?? CSVDefect(.malformed, "there is text after a closing quote") }
    }
  }

  private mutating func endField() {
    if let text = String(validating: field, as: UTF8.self) {
      fields.append(text)
    } else {
      defect = CSVDefect(.invalidUTF8, "the line is not UTF-8")
      fields.append("")
    }
    field.removeAll(keepingCapacity: true)
    state = .fieldStart
  }

  private mutating func endRecord(into rows: inout [CSVRow]) {
    endField()
    rows.append(CSVRow(line: recordLine, fields: fields, bytes: record, defect: defect))
    let (width, length) = (fields.count, record.count)
    fields = []
    fields.reserveCapacity(width)
    defect = nil
    record = []
    record.reserveCapacity(length + length / 4)
  }

  private func unclosed() -> CSVDefect {
    CSVDefect(.malformed, "the record that begins on line \(recordLine) does not end; is a quote missing?")
  }
}

import Spreadsheets
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
  private func rows(_ text: String, chunk: Int = 1 << 20) throws -> [CSVRow] { try rows(Array(text.utf8), chunk: chunk) }

  private func rows(_ bytes: [UInt8], chunk: Int) throws -> [CSVRow] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      try reader.read(Array(bytes[start..<min(start + chunk, bytes.count)]), into: &rows)
    }
    try reader.finish(into: &rows)
    return rows
  }

  @Test("C22: quotes, doubled quotes, line ends in fields, empty lines and a byte order mark are read, in chunks of any size")
  func fields() throws {
    let text = "\u{FEFF}a,b,c\r\n1,\"x,\"\"y\"\"\nz\",3\r\n\r\n4,,\n"
    for chunk in [1, 2, 3, 7, 1_000] {
      let rows = try rows(text, chunk: chunk)
      #expect(rows.map(\.fields) == [["a", "b", "c"], ["1", "x,\"y\"\nz", "3"], ["4", "", ""]], "chunks of \(chunk)")
      #expect(rows.map(\.line) == [1, 2, 5])
    }
  }

  @Test("C22: the separator is found in the first record")
  func separators() throws {
    #expect(try rows("a;b,c;d\n1;2;3").map(\.fields) == [["a", "b,c", "d"], ["1", "2", "3"]])
    #expect(try rows("\"a,b,c\";d;e\n1;2;3").first?.fields == ["a,b,c", "d", "e"])
    #expect(try rows("a\tb\n1\t2").last?.fields == ["1", "2"])
    #expect(try rows("only").map(\.fields) == [["only"]])
  }

  @Test("C22: a defect stays with its line, a quote that is never closed ends the file")
  func defects() throws {
    let rows = try rows("a,b\n\"x\"y,2\n3,4\n")
    #expect(rows.map { $0.defect?.code } == [nil, .malformed, nil])
    var bytes = Array("a,b\n1,".utf8)
    bytes += [0xFF, 0x0A]
    bytes += Array("2,3\n".utf8)
    #expect(try self.rows(bytes, chunk: 4).map { $0.defect?.code } == [nil, .invalidUTF8, nil])
    #expect(throws: CSVDefect.self) { try self.rows("a,b\n1,\"2\n3,4\n") }
  }
}

import Contracts
import Spreadsheets
import Testing

@Suite("CSV files")
struct CSVTests {
  private func text(_ rows: [[Cell]], columns: [String] = ["a", "b"]) -> String {
    var writer = CSVWriter(columns: columns)
    let bytes = rows.flatMap { writer.append($0) } + writer.finish()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a file begins with the byte order mark and its columns, also without rows, and lines end as RFC 4180 says")
  func frame() {
    #expect(text([]) == "\u{FEFF}a,b\r\n")
    #expect(text([[.whole(-5), .flag(true)]]) == "\u{FEFF}a,b\r\n-5,true\r\n")
  }

  @Test("commas, quotes and line ends are quoted, and empty cells are empty")
  func quoting() {
    #expect(
      text([[.text("a,b"), .text("say \"no\"")], [.text("two\nlines"), .empty]]).hasSuffix(
        "\"a,b\",\"say \"\"no\"\"\"\r\n\"two\nlines\",\r\n"))
  }

  @Test("amounts are exact decimals, whatever the currency's digits, at the ends of 64 bits too")
  func amounts() {
    let rows: [[Cell]] = [
      [.amount(123_456, decimals: 2), .amount(-5, decimals: 2)], [.amount(7, decimals: 0), .amount(0, decimals: 2)],
      [.amount(.max, decimals: 2), .amount(.min, decimals: 2)],
    ]
    #expect(text(rows).hasSuffix("1234.56,-0.05\r\n7,0.00\r\n92233720368547758.07,-92233720368547758.08\r\n"))
  }

  @Test(
    "a text that a spreadsheet program would take for a formula is guarded, numbers are not",
    arguments: ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n=1", "\u{FF1D}1", "\u{A0}=1"])
  func guarded(_ formula: String) {
    let line = text([[.text(formula), .whole(-1)]]).dropFirst("\u{FEFF}a,b\r\n".count)
    #expect(line.hasPrefix("'") || line.hasPrefix("\"'"), "\(line)")
    #expect(line.hasSuffix(",-1\r\n"))
  }

  @Test("harmless texts stay as they are")
  func harmless() {
    #expect(text([[.text("José Peña"), .text("a=b")]]).hasSuffix("José Peña,a=b\r\n"))
  }
}

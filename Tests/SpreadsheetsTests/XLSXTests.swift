import Contracts
import Foundation
import Spreadsheets
import Testing

@Suite("XLSX files")
struct XLSXTests {
  /// Python's own readers of ZIP and XML, which know nothing of ours: all cells of all sheets, and whether the archive is sound.
  private static let reader = """
    import json, sys, zipfile
    import xml.etree.ElementTree as tree
    M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    archive = zipfile.ZipFile(sys.argv[1])
    assert archive.testzip() is None
    types = tree.fromstring(archive.read("[Content_Types].xml"))
    parts = {part.get("PartName") for part in types if part.get("PartName")}
    targets = {r.get("Id"): r.get("Target") for r in tree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    sheets = []
    for sheet in tree.fromstring(archive.read("xl/workbook.xml")).iter(M + "sheet"):
        path = "xl/" + targets[sheet.get(R + "id")]
        assert "/" + path in parts, path
        rows = []
        for row in tree.fromstring(archive.read(path)).iter(M + "row"):
            assert int(row.get("r")) == len(rows) + 1
            rows.append([[c.get("r"), c.get("t"), c.get("s"), "".join(c.itertext())] for c in row])
        assert not list(tree.fromstring(archive.read(path)).iter(M + "f")), "there is a formula"
        sheets.append({"name": sheet.get("name"), "rows": rows})
    json.dump(sheets, sys.stdout)
    """

  private struct Sheet: Decodable {
    let name: String
    /// Place, type, style and text of each cell.
    let rows: [[[String?]]]
  }

  private func read(_ bytes: [UInt8]) throws -> [Sheet] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xlsx")
    try Data(bytes).write(to: file)
    defer { unlink(file.path) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.reader, file.path]
    process.standardOutput = output
    try process.run()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONDecoder().decode([Sheet].self, from: answer)
  }

  @Test("another reader finds every cell as it was written: texts as texts, numbers and dates as numbers, no formula")
  func cells() throws {
    var writer = XLSXWriter(name: "visitas.xlsx", columns: ["Texto", "Monto"])
    var bytes = try writer.append([.text("=1+1 <&> \"ñ\"\u{1}"), .amount(-123_456, decimals: 2)])
    bytes += try writer.append([.empty, .whole(42)])
    bytes += try writer.append([.date(CalendarDate(daysSince1970: 20_780)), .flag(true)])
    bytes += try writer.append([.amount(.max, decimals: 2), .instant(Instant(milliseconds: 1_795_438_800_000))])
    bytes += try writer.finish()
    let sheets = try read(bytes)
    #expect(sheets.map(\.name) == ["visitas.xlsx"])
    let rows = try #require(sheets.first?.rows)
    #expect(rows[0].map { $0[3] } == ["Texto", "Monto"])
    #expect(rows[1] == [["A2", "inlineStr", nil, "=1+1 <&> \"ñ\""], ["B2", nil, "4", "-1234.56"]])
    #expect(rows[2] == [["B3", nil, nil, "42"]])
    #expect(rows[3] == [["A4", nil, "2", "46349"], ["B4", "b", nil, "1"]])
    #expect(rows[4].map { $0[1] } == ["inlineStr", "inlineStr"])
    #expect(rows[4].map { $0[3] } == ["92233720368547758.07", "2026-11-23T13:00:00.000Z"])
  }

  @Test("rows beyond a sheet go on the next one, under their columns, and none is lost")
  func sheets() throws {
    var writer = XLSXWriter(name: "a", columns: ["n"], rowLimit: 11)
    var bytes: [UInt8] = []
    for number in 1...25 { bytes += try writer.append([.whole(Int64(number))]) }
    bytes += try writer.finish()
    let sheets = try read(bytes)
    #expect(sheets.map(\.name) == ["a 1", "a 2", "a 3"])
    #expect(sheets.map(\.rows.count) == [11, 11, 6])
    #expect(sheets.flatMap { $0.rows.dropFirst() }.compactMap { $0.first?[3] } == (1...25).map(String.init))
    #expect(sheets.allSatisfy { $0.rows.first?.first?[3] == "n" })
  }

  @Test("an empty table has its columns, and a row of two hundred columns has its letters")
  func frame() throws {
    var empty = XLSXWriter(name: "x", columns: ["only"])
    #expect(try read(try empty.finish()).first?.rows.count == 1)
    var wide = XLSXWriter(name: "x", columns: (1...200).map(String.init))
    let places = try read(try wide.finish()).first?.rows.first?.compactMap { $0[0] }
    #expect(places?.first == "A1")
    #expect(places?[25] == "Z1")
    #expect(places?[26] == "AA1")
    #expect(places?.last == "GR1")
  }

  @Test("many rows come out while they go in, and what is kept does not grow")
  func streamed() throws {
    var writer = XLSXWriter(name: "x", columns: ["n"])
    var bytes: [UInt8] = []
    var early = 0
    for number in 0..<50_000 {
      bytes += try writer.append([.text("row \(number)")])
      if number == 25_000 { early = bytes.count }
    }
    bytes += try writer.finish()
    #expect(early > bytes.count / 4)
    #expect(try read(bytes).first?.rows.count == 50_001)
  }
}

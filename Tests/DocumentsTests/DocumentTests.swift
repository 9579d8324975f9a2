import Documents
import TestSupport
import Testing

@Suite("Documents")
struct DocumentTests {
  @Test("X20: a PDF holds its texts, tables and letters with accents, over as many pages as it takes")
  func texts() throws {
    let rows = (1...120).map { ["\($0)", "2027-01-\($0)", "94,559.6\($0 % 10)"] }
    let document = Document(
      title: "Convenio de pago",
      blocks: [
        .title("Convenio de pago Nº 7"),
        .paragraph("El deudor Ñusta Quispe Álvarez acepta pagar. " + String(repeating: "Palabra ", count: 60)),
        .table(
          .init(columns: [.init("Cuota", share: 1), .init("Fecha", share: 2), .init("Importe", share: 2, isNumber: true)], rows: rows)),
        .drawing(.init(strokes: [[.init(x: 0, y: 0), .init(x: 500, y: 900), .init(x: 1_000, y: 100)]])),
      ])
    let pdf = try document.pdf()
    #expect(String(decoding: pdf.prefix(5), as: UTF8.self) == "%PDF-")
    let text = try PDFText.read(pdf)
    for expected in ["Convenio de pago Nº 7", "Ñusta Quispe Álvarez", "Importe", "94,559.65", "2027-01-120"] {
      #expect(text.contains(expected), "\(expected)")
    }
    #expect(text.count { $0 == "\u{0C}" } >= 3)
  }

  @Test("X20: the same document has the same bytes; letters that the fonts lack show as question marks")
  func bytes() throws {
    let document = Document(title: "漢字", blocks: [.paragraph("漢字 y texto\nsegunda línea"), .paragraph("")])
    let first = try document.pdf()
    #expect(try document.pdf() == first)
    let text = try PDFText.read(first)
    #expect(text.contains("?? y texto") && text.contains("segunda línea"))
  }
}

import CLibharu

extension Document {
  /// The document as PDF 1.3 on A4, in Helvetica. The same document always has the same bytes, so that its SHA-256 says what was signed.
  ///
  /// Text outside of Latin-1 shows as `?`: the fonts that every reader has know no more.
  public func pdf() throws(DocumentError) -> [UInt8] {
    let writer = try PDFWriter(title: title)
    defer { writer.close() }
    for block in blocks { try writer.add(block) }
    return try writer.bytes()
  }
}

/// Sets blocks below each other. Owns libharu's document, which owns its pages and fonts; used by one thread, from `init` to `close`.
private final class PDFWriter {
  private static let width: Float = 595
  private static let height: Float = 842
  private static let margin: Float = 50
  private static let inner = width - 2 * margin
  private static let textSize: Float = 9.5

  private let document: HPDF_Doc
  private let plain: HPDF_Font
  private let bold: HPDF_Font
  private var page: HPDF_Page
  private var y = height - margin

  init(title: String) throws(DocumentError) {
    guard let document = HPDF_New(nil, nil) else { throw DocumentError(operation: "HPDF_New", code: 0) }
    guard
      let plain = HPDF_GetFont(document, "Helvetica", "WinAnsiEncoding"),
      let bold = HPDF_GetFont(document, "Helvetica-Bold", "WinAnsiEncoding"),
      let page = HPDF_AddPage(document)
    else {
      let code = HPDF_GetError(document)
      HPDF_Free(document)
      throw DocumentError(operation: "HPDF_GetFont", code: UInt(code))
    }
    (self.document, self.plain, self.bold, self.page) = (document, plain, bold, page)
    HPDF_SetCompressionMode(document, HPDF_UINT(HPDF_COMP_ALL))
    HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, Self.latin(title))
    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT)
  }

  func close() { HPDF_Free(document) }

  func add(_ block: Document.Block) throws(DocumentError) {
    switch block {
    case .title(let text): try paragraph(text, bold, size: 15, after: 8)
    case .heading(let text): try paragraph(text, bold, size: 11, after: 4)
    case .paragraph(let text): try paragraph(text, plain, size: Self.textSize, after: 6)
    case .table(let table): try add(table)
    case .drawing(let drawing): try add(drawing)
    }
  }

  func bytes() throws(DocumentError) -> [UInt8] {
    HPDF_SaveToStream(document)
    try check("HPDF_SaveToStream")
    var count = HPDF_GetStreamSize(document)
    var bytes = [UInt8](repeating: 0, count: Int(count))
    HPDF_ReadFromStream(document, &bytes, &count)
    guard Int(count) == bytes.count else { throw DocumentError(operation: "HPDF_ReadFromStream", code: UInt(HPDF_GetError(document))) }
    return bytes
  }

  // MARK: - Text

  private func paragraph(_ text: String, _ font: HPDF_Font, size: Float, after: Float) throws(DocumentError) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var rest = Self.latin(String(line)).dropLast()
      repeat {
        let fitting = Self.fitting(Array(rest), font, size, Self.inner)
        try makeRoom(size * 1.4)
        y -= size * 1.4
        show(rest.prefix(fitting), font, size, at: Self.margin)
        rest = rest.dropFirst(fitting)
        while rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
      } while !rest.isEmpty
    }
    y -= after
    try check("HPDF_Page_TextOut")
  }

  private func add(_ table: Document.Table) throws(DocumentError) {
    let total = Float(max(1, table.columns.reduce(0) { $0 + $1.share }))
    let widths = table.columns.map { Self.inner * Float($0.share) / total }
    try row(table.columns.map(\.title), table.columns, widths, bold)
    for texts in table.rows { try row(texts, table.columns, widths, plain) }
    y -= 8
    try check("HPDF_Page_TextOut")
  }

  private func row(_ texts: [String], _ columns: [Document.Table.Column], _ widths: [Float], _ font: HPDF_Font) throws(DocumentError) {
    try makeRoom(Self.textSize * 1.5)
    y -= Self.textSize * 1.5
    var x = Self.margin
    for (index, text) in texts.enumerated() where index < widths.count {
      let line = Self.latin(text).dropLast()
      let room = widths[index] - 4
      // What does not fit its column is cut: a table's line is one line.
      let shown = line.prefix(Self.fitting(Array(line), font, Self.textSize, room, breakingWords: true))
      let used = Self.measure(Array(shown), font, Self.textSize)
      show(shown, font, Self.textSize, at: columns[index].isNumber ? x + room - used : x)
      x += widths[index]
    }
  }

  private func show(_ text: some Collection<UInt8>, _ font: HPDF_Font, _ size: Float, at x: Float) {
    HPDF_Page_SetFontAndSize(page, font, size)
    HPDF_Page_BeginText(page)
    HPDF_Page_TextOut(page, x, y, text.map { CChar(bitPattern: $0) } + [0])
    HPDF_Page_EndText(page)
  }

  // MARK: - Drawings and pages

  private func add(_ drawing: Document.Drawing) throws(DocumentError) {
    let (width, height): (Float, Float) = (240, 80)
    try makeRoom(height)
    for stroke in drawing.strokes where stroke.count > 1 {
      for (index, point) in stroke.enumerated() {
        let x = Self.margin + width * Float(min(1_000, max(0, point.x))) / 1_000
        let line = y - height * Float(min(1_000, max(0, point.y))) / 1_000
        if index == 0 { HPDF_Page_MoveTo(page, x, line) } else { HPDF_Page_LineTo(page, x, line) }
      }
      HPDF_Page_Stroke(page)
    }
    y -= height + 6
    try check("HPDF_Page_Stroke")
  }

  private func makeRoom(_ room: Float) throws(DocumentError) {
    guard y - room < Self.margin else { return }
    guard let next = HPDF_AddPage(document) else {
      throw DocumentError(operation: "HPDF_AddPage", code: UInt(HPDF_GetError(document)))
    }
    HPDF_Page_SetSize(next, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT)
    page = next
    y = Self.height - Self.margin
  }

  /// libharu keeps the first error and does nothing after it: asking once for several calls is enough.
  private func check(_ operation: String) throws(DocumentError) {
    let code = HPDF_GetError(document)
    guard code == 0 else { throw DocumentError(operation: operation, code: UInt(code)) }
  }

  // MARK: - Measures

  /// How many bytes go on a line: whole words, or at least one byte.
  private static func fitting(_ text: [UInt8], _ font: HPDF_Font, _ size: Float, _ room: Float, breakingWords: Bool = false) -> Int {
    guard !text.isEmpty else { return 0 }
    var real: HPDF_REAL = 0
    let count = HPDF_Font_MeasureText(
      font, text, HPDF_UINT(text.count), room, size, 0, 0, breakingWords ? HPDF_BOOL(HPDF_FALSE) : HPDF_BOOL(HPDF_TRUE), &real)
    if count > 0 || breakingWords { return Int(count) }
    return fitting(text, font, size, room, breakingWords: true).clamped(to: 1...text.count)
  }

  private static func measure(_ text: [UInt8], _ font: HPDF_Font, _ size: Float) -> Float {
    guard !text.isEmpty else { return 0 }
    let width = HPDF_Font_TextWidth(font, text, HPDF_UINT(text.count))
    return Float(width.width) * size / 1_000
  }

  /// The text in Latin-1, as the standard fonts take it, with a zero at its end.
  private static func latin(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { scalar in
      let isShown = scalar.value >= 0x20 && scalar.value < 0x7F || (0xA0...0xFF).contains(scalar.value)
      return isShown ? UInt8(scalar.value) : UInt8(ascii: "?")
    } + [0]
  }
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}

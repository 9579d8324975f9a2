/// An OpenStreetMap extract in XML, as far as nodes and ways go: a reader of tags and attributes, not of XML in general.
struct MapXML {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private struct Element {
    var name: String
    var isClosing: Bool
    var attributes: [String: String]
  }

  /// - Throws: `StreetMapError` naming the line.
  func read(node: (MapNode) -> Void = { _ in }, way: (MapWay) -> Void = { _ in }) throws(StreetMapError) {
    var reader = self
    var current: MapWay?
    while let element = try reader.next() {
      switch (element.name, element.isClosing) {
      case ("node", false): node(try reader.makeNode(element))
      case ("way", false): current = MapWay()
      case ("way", true):
        if let current { way(current) }
        current = nil
      case ("nd", false):
        guard current != nil else { continue }
        current?.nodes.append(try reader.number(element, "ref"))
      case ("tag", false):
        guard let key = element.attributes["k"], StreetProfile.tags.contains(key) else { continue }
        current?.tags[key] = element.attributes["v"]
      default: break
      }
    }
  }

  private func makeNode(_ element: Element) throws(StreetMapError) -> MapNode {
    guard let latitude = element.attributes["lat"].flatMap(Double.init), let longitude = element.attributes["lon"].flatMap(Double.init)
    else {
      throw StreetMapError("line \(line)", "a node has no lat and lon")
    }
    return MapNode(id: try number(element, "id"), latitude: latitude, longitude: longitude)
  }

  private func number(_ element: Element, _ name: String) throws(StreetMapError) -> Int64 {
    guard let value = element.attributes[name].flatMap({ Int64($0) }) else {
      throw StreetMapError("line \(line)", "<\(element.name)> has no number in \(name)")
    }
    return value
  }

  /// The next tag; an empty element comes as an opening one, and `way` without content as nothing at all.
  private mutating func next() throws(StreetMapError) -> Element? {
    while position < bytes.count {
      guard bytes[position] == 0x3C else {
        advance()
        continue
      }
      if starts(with: "<!--") {
        while position < bytes.count, !starts(with: "-->") { advance() }
        continue
      }
      advance()
      guard position < bytes.count else { break }
      if bytes[position] == 0x3F || bytes[position] == 0x21 {
        while position < bytes.count, bytes[position] != 0x3E { advance() }
        continue
      }
      return try element()
    }
    return nil
  }

  private mutating func element() throws(StreetMapError) -> Element {
    let isClosing = bytes[position] == 0x2F
    if isClosing { advance() }
    var element = Element(name: word(), isClosing: isClosing, attributes: [:])
    while true {
      skipBlanks()
      guard position < bytes.count else { throw StreetMapError("line \(line)", "the file ends inside <\(element.name)>") }
      if bytes[position] == 0x3E {
        advance()
        return element
      }
      if bytes[position] == 0x2F {
        advance()
        continue
      }
      let name = word()
      skipBlanks()
      guard !name.isEmpty, position < bytes.count, bytes[position] == 0x3D else {
        throw StreetMapError("line \(line)", "<\(element.name)> has an attribute without a value")
      }
      advance()
      skipBlanks()
      element.attributes[name] = try quoted(element.name)
    }
  }

  private mutating func quoted(_ element: String) throws(StreetMapError) -> String {
    guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
      throw StreetMapError("line \(line)", "<\(element)> has an attribute without quotes")
    }
    let quote = bytes[position]
    advance()
    let start = position
    while position < bytes.count, bytes[position] != quote { advance() }
    guard position < bytes.count else { throw StreetMapError("line \(line)", "the file ends inside <\(element)>") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    advance()
    // Tags that decide about travel hold plain words; entities occur in names only, which nobody reads here.
    return text
  }

  private mutating func word() -> String {
    let start = position
    while position < bytes.count, bytes[position] > 0x20, ![0x3E, 0x2F, 0x3D].contains(bytes[position]) { advance() }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= 0x20 { advance() }
  }

  private mutating func advance() {
    if bytes[position] == 0x0A { line += 1 }
    position += 1
  }

  private func starts(with text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { $0.enumerated().allSatisfy { bytes[position + $0.offset] == $0.element } }
  }
}

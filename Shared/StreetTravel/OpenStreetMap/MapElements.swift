/// A point of an OpenStreetMap extract.
struct MapNode {
  let id: Int64
  /// In degrees.
  let latitude: Double
  let longitude: Double
}

/// A line through nodes, with those of its tags that decide about travel.
struct MapWay {
  var nodes: [Int64] = []
  var tags: [String: String] = [:]
}

/// An extract in either of its two forms, read twice: first its ways, then the nodes that they need.
struct MapFile {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// XML begins with `<`, if need be behind a byte order mark; the length before a blob never does.
  private var isXML: Bool { bytes.prefix(16).first { $0 != 0xEF && $0 != 0xBB && $0 != 0xBF && $0 > 0x20 } == 0x3C && bytes.first != 0 }

  func forEachWay(_ body: (MapWay) -> Void) throws {
    if isXML {
      try MapXML(bytes).read(way: body)
    } else {
      try PBFFile(bytes: bytes).forEachBlock { try PrimitiveBlock($0).forEachWay(body) }
    }
  }

  func forEachNode(_ body: (MapNode) -> Void) throws {
    if isXML {
      try MapXML(bytes).read(node: body)
    } else {
      try PBFFile(bytes: bytes).forEachBlock { try PrimitiveBlock($0).forEachNode(body) }
    }
  }
}

import CZlib
import Contracts

/// A map made of nodes and ways, written as XML or as `.osm.pbf`.
struct TestMap {
  struct Way {
    var nodes: [Int64]
    var tags: [(String, String)]
  }

  var nodes: [(id: Int64, latitudeE7: Int64, longitudeE7: Int64)] = []
  var ways: [Way] = []

  /// A grid of streets of about 111 m, near the equator: node `row * columns + column + 1`.
  static func grid(rows: Int, columns: Int, tags: [(String, String)] = [("highway", "residential"), ("maxspeed", "50")]) -> TestMap {
    var map = TestMap()
    for row in 0..<rows {
      for column in 0..<columns {
        map.nodes.append((Int64(row * columns + column + 1), Int64(row) * 10_000, Int64(column) * 10_000))
      }
    }
    for row in 0..<rows { map.ways.append(Way(nodes: (0..<columns).map { Int64(row * columns + $0 + 1) }, tags: tags)) }
    for column in 0..<columns { map.ways.append(Way(nodes: (0..<rows).map { Int64($0 * columns + column + 1) }, tags: tags)) }
    return map
  }

  var xml: [UInt8] {
    func degrees(_ e7: Int64) -> String { String(Double(e7) / 1e7) }
    var text = "<?xml version='1.0'?>\n<!-- a <way> in a comment -->\n<osm version=\"0.6\">\n"
    for node in nodes { text += "<node id=\"\(node.id)\" lat=\"\(degrees(node.latitudeE7))\" lon='\(degrees(node.longitudeE7))'/>\n" }
    for (index, way) in ways.enumerated() {
      text += "<way id=\"\(index)\">\n"
      for node in way.nodes { text += "  <nd ref=\"\(node)\"/>\n" }
      for (key, value) in way.tags { text += "  <tag k=\"\(key)\" v=\"\(value)\"/>\n" }
      text += "</way>\n"
    }
    return Array((text + "</osm>\n").utf8)
  }

  /// One block with dense nodes, one with ways, both packed with zlib.
  func pbf() -> [UInt8] {
    let header = Message().adding(4, bytes: Array("OsmSchema-V0.6".utf8)).adding(4, bytes: Array("DenseNodes".utf8))
    return blob("OSMHeader", header.bytes) + blob("OSMData", nodeBlock()) + blob("OSMData", wayBlock())
  }

  private func nodeBlock() -> [UInt8] {
    func differences(_ values: [Int64]) -> [UInt8] {
      zip(values, [0] + values).flatMap { Message.number(Message.zigzag($0 - $1)) }
    }
    let dense = Message().adding(1, bytes: differences(nodes.map(\.id))).adding(8, bytes: differences(nodes.map(\.latitudeE7)))
      .adding(9, bytes: differences(nodes.map(\.longitudeE7)))
    return Message().adding(1, bytes: Message().adding(1, bytes: []).bytes).adding(2, bytes: Message().adding(2, bytes: dense.bytes).bytes)
      .bytes
  }

  private func wayBlock() -> [UInt8] {
    var strings = [""]
    func index(_ text: String) -> UInt64 {
      if let known = strings.firstIndex(of: text) { return UInt64(known) }
      strings.append(text)
      return UInt64(strings.count - 1)
    }
    var group = Message()
    for (id, way) in ways.enumerated() {
      let keys = way.tags.flatMap { Message.number(index($0.0)) }
      let values = way.tags.flatMap { Message.number(index($0.1)) }
      let references = zip(way.nodes, [0] + way.nodes).flatMap { Message.number(Message.zigzag($0 - $1)) }
      group = group.adding(
        3, bytes: Message().adding(1, number: UInt64(id)).adding(2, bytes: keys).adding(3, bytes: values).adding(8, bytes: references).bytes
      )
    }
    let table = strings.reduce(Message()) { $0.adding(1, bytes: Array($1.utf8)) }
    return Message().adding(1, bytes: table.bytes).adding(2, bytes: group.bytes).bytes
  }

  private func blob(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(content.count))))
    var length = uLongf(packed.count)
    let result = compress(&packed, &length, content, uLong(content.count))
    precondition(result == Z_OK)
    let blob = Message().adding(2, number: UInt64(content.count)).adding(3, bytes: Array(packed[..<Int(length)])).bytes
    let header = Message().adding(1, bytes: Array(type.utf8)).adding(3, number: UInt64(blob.count)).bytes
    return (0..<4).map { UInt8(truncatingIfNeeded: header.count >> (24 - 8 * $0)) } + header + blob
  }
}

/// Just enough of protobuf's encoding to write a map.
private struct Message {
  var bytes: [UInt8] = []

  static func number(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }

  func adding(_ field: Int, number: UInt64) -> Message {
    Message(bytes: bytes + Self.number(UInt64(field << 3)) + Self.number(number))
  }

  func adding(_ field: Int, bytes content: [UInt8]) -> Message {
    Message(bytes: bytes + Self.number(UInt64(field << 3 | 2)) + Self.number(UInt64(content.count)) + content)
  }
}

/// One data block of an `.osm.pbf` file: its strings, and where its groups of nodes and ways are.
struct PrimitiveBlock {
  private var strings: [UnsafeRawBufferPointer] = []
  private var groups: [UnsafeRawBufferPointer] = []
  private var granularity: Int64 = 100
  private var latitudeOffset: Int64 = 0
  private var longitudeOffset: Int64 = 0

  /// The memory must outlive the block.
  init(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Damaged) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let table)):
        var entries = ProtobufReader(table)
        while let (_, entry) = try entries.next() { if case .bytes(let text) = entry { strings.append(text) } }
      case (2, .bytes(let group)): groups.append(group)
      case (17, .number(let number)): granularity = Int64(truncatingIfNeeded: number)
      case (19, .number(let number)): latitudeOffset = Int64(truncatingIfNeeded: number)
      case (20, .number(let number)): longitudeOffset = Int64(truncatingIfNeeded: number)
      default: break
      }
    }
  }

  func forEachNode(_ body: (MapNode) -> Void) throws(ProtobufReader.Damaged) {
    for group in groups {
      var reader = ProtobufReader(group)
      while let (field, value) = try reader.next() {
        if field == 1, case .bytes(let node) = value { try readNode(node, body) }
        if field == 2, case .bytes(let dense) = value { try readDense(dense, body) }
      }
    }
  }

  func forEachWay(_ body: (MapWay) -> Void) throws(ProtobufReader.Damaged) {
    for group in groups {
      var reader = ProtobufReader(group)
      while let (field, value) = try reader.next() {
        if field == 3, case .bytes(let way) = value { body(try readWay(way)) }
      }
    }
  }

  private func node(_ id: Int64, _ latitude: Int64, _ longitude: Int64) -> MapNode {
    // Nanodegrees. A damaged file may hold any number: these wrap instead of trapping, and the graph drops what is not on earth.
    MapNode(
      id: id, latitude: Double(latitudeOffset &+ granularity &* latitude) / 1e9,
      longitude: Double(longitudeOffset &+ granularity &* longitude) / 1e9)
  }

  private func readNode(_ bytes: UnsafeRawBufferPointer, _ body: (MapNode) -> Void) throws(ProtobufReader.Damaged) {
    var reader = ProtobufReader(bytes)
    var values: [Int: Int64] = [:]
    while let (field, value) = try reader.next() {
      if case .number(let number) = value { values[field] = Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1) }
    }
    if let id = values[1], let latitude = values[8], let longitude = values[9] { body(node(id, latitude, longitude)) }
  }

  /// Ids and coordinates are differences to the node before.
  private func readDense(_ bytes: UnsafeRawBufferPointer, _ body: (MapNode) -> Void) throws(ProtobufReader.Damaged) {
    var reader = ProtobufReader(bytes)
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    var (ids, latitudes, longitudes) = (ProtobufReader(nothing), ProtobufReader(nothing), ProtobufReader(nothing))
    while let (field, value) = try reader.next() {
      guard case .bytes(let list) = value else { continue }
      if field == 1 { ids = ProtobufReader(list) }
      if field == 8 { latitudes = ProtobufReader(list) }
      if field == 9 { longitudes = ProtobufReader(list) }
    }
    var (id, latitude, longitude): (Int64, Int64, Int64) = (0, 0, 0)
    while !ids.isAtEnd {
      id &+= try ids.signed()
      latitude &+= try latitudes.signed()
      longitude &+= try longitudes.signed()
      body(node(id, latitude, longitude))
    }
  }

  private func readWay(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Damaged) -> MapWay {
    var reader = ProtobufReader(bytes)
    var keys: [Int] = []
    var values: [Int] = []
    var way = MapWay()
    while let (field, value) = try reader.next() {
      guard case .bytes(let list) = value else { continue }
      var entries = ProtobufReader(list)
      switch field {
      case 2: while !entries.isAtEnd { keys.append(Int(truncatingIfNeeded: try entries.number())) }
      case 3: while !entries.isAtEnd { values.append(Int(truncatingIfNeeded: try entries.number())) }
      case 8:
        var id: Int64 = 0
        while !entries.isAtEnd {
          id &+= try entries.signed()
          way.nodes.append(id)
        }
      default: break
      }
    }
    for (key, value) in zip(keys, values) {
      guard strings.indices.contains(key), strings.indices.contains(value) else { throw ProtobufReader.Damaged() }
      let name = String(decoding: strings[key], as: UTF8.self)
      if StreetProfile.tags.contains(name) { way.tags[name] = String(decoding: strings[value], as: UTF8.self) }
    }
    return way
  }
}

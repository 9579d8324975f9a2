import CZlib

/// The blobs of an `.osm.pbf` file (wiki.openstreetmap.org/wiki/PBF_Format), unpacked one after another.
struct PBFFile {
  /// The format's own limit for an unpacked blob.
  private static let maximumBlob = 32 << 20
  private static let maximumHeader = 64 << 10
  /// Whatever else a file requires, its data could be read wrongly.
  private static let knownFeatures: Set<String> = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"]

  let bytes: [UInt8]

  /// - Parameter body: gets each data block, a `PrimitiveBlock` message; the memory is valid during the call only.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try bytes.withUnsafeBytes { file in
      var position = 0
      while position < file.count {
        let place = "blob at byte \(position)"
        do {
          position = try readBlob(file, at: position, body)
        } catch is ProtobufReader.Damaged {
          throw StreetMapError(place, "is damaged")
        } catch let fault as BlobFault {
          throw StreetMapError(place, fault.message)
        }
      }
    }
  }

  private struct BlobFault: Error {
    let message: String
  }

  /// - Returns: where the next blob begins.
  private func readBlob(_ file: UnsafeRawBufferPointer, at start: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    guard file.count - start >= 4 else { throw BlobFault(message: "the file ends in the middle of it") }
    let length = (0..<4).reduce(0) { $0 << 8 | Int(file[start + $1]) }
    guard length <= Self.maximumHeader, length <= file.count - start - 4 else {
      throw BlobFault(message: "its header has \(length) bytes: this is no .osm.pbf file, or it is damaged")
    }
    let headerEnd = start + 4 + length
    var header = ProtobufReader(UnsafeRawBufferPointer(rebasing: file[(start + 4)..<headerEnd]))
    var type = ""
    var size = 0
    while let (field, value) = try header.next() {
      if field == 1, case .bytes(let text) = value { type = String(decoding: text, as: UTF8.self) }
      if field == 3, case .number(let count) = value { size = Int(clamping: count) }
    }
    guard size <= file.count - headerEnd else { throw BlobFault(message: "announces \(size) bytes, but the file ends before") }
    let content = UnsafeRawBufferPointer(rebasing: file[headerEnd..<(headerEnd + size)])
    if type == "OSMData" {
      try unpacked(content) { try body($0) }
    } else if type == "OSMHeader" {
      try unpacked(content) { try checkFeatures($0) }
    }
    return headerEnd + size
  }

  private func unpacked(_ blob: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var reader = ProtobufReader(blob)
    var rawSize = 0
    var packed: UnsafeRawBufferPointer?
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let raw)): return try body(raw)
      case (2, .number(let size)): rawSize = Int(clamping: size)
      case (3, .bytes(let data)): packed = data
      case (4, _), (5, _), (6, _), (7, _): throw BlobFault(message: "is packed with something other than zlib; convert the file")
      default: break
      }
    }
    guard let packed, rawSize <= Self.maximumBlob else { throw BlobFault(message: "has no data that can be unpacked") }
    try inflated(packed, size: rawSize, body)
  }

  private func inflated(_ packed: UnsafeRawBufferPointer, size: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
    defer { room.deallocate() }
    var length = uLongf(room.count)
    // zlib reads and writes inside the two buffers only, keeps neither, and says so when they do not hold a whole stream.
    let result = uncompress(
      room.baseAddress?.assumingMemoryBound(to: UInt8.self), &length, packed.baseAddress?.assumingMemoryBound(to: UInt8.self),
      uLong(packed.count))
    guard result == Z_OK, Int(length) == size else { throw BlobFault(message: "cannot be unpacked (zlib \(result))") }
    try body(UnsafeRawBufferPointer(rebasing: room[..<size]))
  }

  private func checkFeatures(_ header: UnsafeRawBufferPointer) throws {
    var reader = ProtobufReader(header)
    while let (field, value) = try reader.next() {
      guard field == 4, case .bytes(let text) = value else { continue }
      let feature = String(decoding: text, as: UTF8.self)
      guard Self.knownFeatures.contains(feature) else { throw BlobFault(message: "requires the feature \(feature), which is not read") }
    }
  }
}

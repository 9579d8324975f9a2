import CZlib

/// A ZIP archive (PKWARE APPNOTE 6.3.10) that is written from its beginning to its end, without going back: sizes and checksums follow
/// the data of each entry.
struct ZIPArchive {
  private struct Entry {
    let name: [UInt8]
    let offset: UInt32
    var checksum: UInt = 0
    var size = 0
    var compressedSize = 0
  }

  private static let limit = Int(UInt32.max)
  // 1 January 1980: the same rows give the same file.
  private static let date: [UInt8] = [0, 0, 0x21, 0]
  /// Names are UTF-8, sizes follow the data.
  private static let flags: UInt16 = 0x0808

  private var entries: [Entry] = []
  private var deflater: Deflater?
  private var position = 0

  /// Begins an entry; the one before must be closed.
  mutating func open(_ name: String) throws -> [UInt8] {
    precondition(deflater == nil, "the entry before is still open")
    deflater = try Deflater()
    entries.append(Entry(name: Array(name.utf8), offset: try Self.bounded(position)))
    var bytes: [UInt8] = []
    Self.put(UInt32(0x0403_4B50), into: &bytes)
    Self.put(UInt16(20), into: &bytes)
    Self.put(Self.flags, into: &bytes)
    Self.put(UInt16(8), into: &bytes)
    bytes += Self.date
    bytes += [UInt8](repeating: 0, count: 12)
    Self.put(UInt16(name.utf8.count), into: &bytes)
    Self.put(UInt16(0), into: &bytes)
    bytes += Array(name.utf8)
    return count(bytes)
  }

  mutating func write(_ data: [UInt8], last: Bool = false) throws -> [UInt8] {
    guard let deflater, let index = entries.indices.last else { preconditionFailure("no entry is open") }
    entries[index].checksum = UInt(crc32(uLong(entries[index].checksum), data, uInt(data.count)))
    entries[index].size += data.count
    let bytes = try deflater.compress(data, last: last)
    entries[index].compressedSize += bytes.count
    _ = try Self.bounded(max(entries[index].size, entries[index].compressedSize))
    return count(bytes)
  }

  /// Ends the entry.
  mutating func close() throws -> [UInt8] {
    var bytes = try write([], last: true)
    deflater = nil
    guard let entry = entries.last else { return bytes }
    var trailer: [UInt8] = []
    Self.put(UInt32(0x0807_4B50), into: &trailer)
    try Self.putSizes(of: entry, into: &trailer)
    bytes += count(trailer)
    return bytes
  }

  /// The list of the entries, with which the archive ends.
  mutating func finish() throws -> [UInt8] {
    let start = try Self.bounded(position)
    var bytes: [UInt8] = []
    for entry in entries {
      Self.put(UInt32(0x0201_4B50), into: &bytes)
      Self.put(UInt16(20), into: &bytes)
      Self.put(UInt16(20), into: &bytes)
      Self.put(Self.flags, into: &bytes)
      Self.put(UInt16(8), into: &bytes)
      bytes += Self.date
      try Self.putSizes(of: entry, into: &bytes)
      Self.put(UInt16(entry.name.count), into: &bytes)
      bytes += [UInt8](repeating: 0, count: 12)
      Self.put(entry.offset, into: &bytes)
      bytes += entry.name
    }
    let size = UInt32(bytes.count)
    Self.put(UInt32(0x0605_4B50), into: &bytes)
    Self.put(UInt32(0), into: &bytes)
    Self.put(UInt16(entries.count), into: &bytes)
    Self.put(UInt16(entries.count), into: &bytes)
    Self.put(size, into: &bytes)
    Self.put(start, into: &bytes)
    Self.put(UInt16(0), into: &bytes)
    return bytes
  }

  private mutating func count(_ bytes: [UInt8]) -> [UInt8] {
    position += bytes.count
    return bytes
  }

  private static func putSizes(of entry: Entry, into bytes: inout [UInt8]) throws {
    put(UInt32(truncatingIfNeeded: entry.checksum), into: &bytes)
    put(try bounded(entry.compressedSize), into: &bytes)
    put(try bounded(entry.size), into: &bytes)
  }

  private static func bounded(_ size: Int) throws -> UInt32 {
    guard size < limit else { throw SpreadsheetError.tooLarge }
    return UInt32(size)
  }

  private static func put(_ value: some FixedWidthInteger, into bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}

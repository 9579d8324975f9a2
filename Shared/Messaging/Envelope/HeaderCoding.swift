package import Kafka

/// Headers as one `bytea`: for each, the length and bytes of its name, then of its value (length -1 for none), big endian.
///
/// Values are kept byte for byte, since a dead letter must carry the headers of the record that caused it unchanged.
package enum HeaderCoding {
  package static func encode(_ headers: [KafkaHeader]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headers.reduce(0) { $0 + 8 + $1.name.utf8.count + ($1.value?.count ?? 0) })
    for header in headers {
      append(header.name, header.value?.count, to: &bytes)
      bytes += header.value ?? []
    }
    return bytes
  }

  /// All of a header but its value, which the caller appends.
  static func append(_ name: String, _ valueLength: Int?, to bytes: inout [UInt8]) {
    append(Int32(name.utf8.count), to: &bytes)
    bytes.append(contentsOf: name.utf8)
    append(valueLength.map { Int32($0) } ?? -1, to: &bytes)
  }

  package static func decode(_ bytes: [UInt8]) throws -> [KafkaHeader] {
    var headers: [KafkaHeader] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let name = try field(&rest) else { throw MalformedHeaders() }
      headers.append(KafkaHeader(name: String(decoding: name, as: UTF8.self), value: try field(&rest)))
    }
    return headers
  }

  private static func append(_ number: Int32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func field(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8]? {
    guard rest.count >= 4 else { throw MalformedHeaders() }
    let length = Int32(bitPattern: rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    rest = rest.dropFirst(4)
    guard length >= 0 else { return nil }
    guard rest.count >= Int(length) else { throw MalformedHeaders() }
    defer { rest = rest.dropFirst(Int(length)) }
    return Array(rest.prefix(Int(length)))
  }
}

package struct MalformedHeaders: Error {}

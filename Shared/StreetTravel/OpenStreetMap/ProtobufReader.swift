/// Walks through the fields of one protobuf message (encoding: protobuf.dev/programming-guides/encoding). Every length is checked, so that
/// damaged bytes end in an error and never beyond the message.
struct ProtobufReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  /// The memory must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position >= bytes.count }

  struct Damaged: Error {}

  enum Value {
    case number(UInt64)
    case bytes(UnsafeRawBufferPointer)
    /// Fixed 32 or 64 bits: nothing that is read here uses them.
    case other
  }

  /// The next field's number and value; `nil` at the end.
  mutating func next() throws(Damaged) -> (field: Int, value: Value)? {
    guard !isAtEnd else { return nil }
    let key = try number()
    let field = Int(truncatingIfNeeded: key >> 3)
    switch key & 7 {
    case 0: return (field, .number(try number()))
    case 1:
      try skip(8)
      return (field, .other)
    case 2:
      let length = try number()
      guard length <= UInt64(bytes.count - position) else { throw Damaged() }
      let slice = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + Int(length))])
      position += Int(length)
      return (field, .bytes(slice))
    case 5:
      try skip(4)
      return (field, .other)
    default: throw Damaged()
    }
  }

  /// A variable-length integer, as in a packed list.
  mutating func number() throws(Damaged) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < bytes.count, shift < 64 else { throw Damaged() }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A signed one in zigzag form.
  mutating func signed() throws(Damaged) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private mutating func skip(_ count: Int) throws(Damaged) {
    guard count <= bytes.count - position else { throw Damaged() }
    position += count
  }
}

/// A value whose binary format has always the same size: an array of these is written in one pass over one reservation.
public protocol PostgresFixedWidthEncodable: PostgresEncodable {
  /// Bytes per value.
  static var postgresWidth: Int { get }

  /// Writes exactly `postgresWidth` bytes at `pointer`, which need not be aligned.
  func store(to pointer: UnsafeMutableRawPointer)
}

extension PostgresFixedWidthEncodable {
  @inlinable
  public func encode(into buffer: inout [UInt8]) {
    withUnsafeTemporaryAllocation(byteCount: Self.postgresWidth, alignment: 1) { bytes in
      // SAFETY: the allocation has postgresWidth > 0 bytes, so it has a base address.
      store(to: bytes.baseAddress!)
      buffer.append(contentsOf: bytes)
    }
  }

  @inlinable
  public static func encodeArray(_ elements: [Self], into buffer: inout [UInt8]) {
    PostgresArray.appendHeader(count: elements.count, element: postgresType, hasNull: false, to: &buffer)
    guard !elements.isEmpty else { return }
    let width = postgresWidth
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: elements.count * (4 + width)))
    buffer.withUnsafeMutableBytes { bytes in
      // SAFETY: the buffer holds elements.count * (4 + width) bytes from `start` on, and the loop writes exactly those.
      var pointer = bytes.baseAddress! + start
      let length = Int32(truncatingIfNeeded: width).bigEndian
      for element in elements {
        pointer.storeBytes(of: length, as: Int32.self)
        element.store(to: pointer + 4)
        pointer += 4 + width
      }
    }
  }
}

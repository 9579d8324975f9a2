import CZlib

/// Compresses one stream (RFC 1951, without zlib's own frame). zlib keeps the address of its state, so that it lives on the heap.
final class Deflater {
  // Owned here; freed in deinit, after deflateEnd.
  private let stream: UnsafeMutablePointer<z_stream>
  private static let chunk = 64 << 10

  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = deflateInit2_(
      stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      stream.deallocate()
      throw SpreadsheetError.compression(code: code)
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// What comes out for what goes in; with `last` all that is left.
  func compress(_ bytes: [UInt8], last: Bool) throws -> [UInt8] {
    var input = bytes
    var output: [UInt8] = []
    try input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      var code = Z_OK
      repeat {
        let piece = try [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
          stream.pointee.next_out = buffer.baseAddress
          stream.pointee.avail_out = UInt32(Self.chunk)
          code = deflate(stream, last ? Z_FINISH : Z_NO_FLUSH)
          // Z_BUF_ERROR: there was nothing to do.
          guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw SpreadsheetError.compression(code: code) }
          count = Self.chunk - Int(stream.pointee.avail_out)
        }
        output += piece
      } while stream.pointee.avail_out == 0 || (last && code == Z_OK)
      stream.pointee.next_in = nil
    }
    return output
  }
}

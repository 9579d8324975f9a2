/// libharu refused an operation.
public struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
  public let operation: String
  /// libharu's error code, as `hpdf_error.h` lists them.
  public let code: UInt

  public var description: String { "libharu failed in \(operation) with 0x\(String(code, radix: 16))" }
}

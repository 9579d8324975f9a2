/// Where in a distributed trace the running work belongs: the W3C `traceparent` header, on HTTP requests and on records.
///
/// The context of the running task stands in ``current``; what is sent out from there carries it.
public struct TraceContext: Hashable, Sendable {
  @TaskLocal public static var current: TraceContext?

  /// The 128 bits of the trace, high half first. Never all zero.
  public let traceHigh: UInt64
  public let traceLow: UInt64
  /// The step within the trace. Never zero.
  public let span: UInt64
  public let isSampled: Bool

  /// The start of a new trace.
  public static func makeRoot() -> TraceContext {
    TraceContext(
      traceHigh: .random(in: 0...UInt64.max), traceLow: .random(in: 1...UInt64.max), span: .random(in: 1...UInt64.max), isSampled: true)
  }

  /// The next step of the same trace.
  public func makeChild() -> TraceContext {
    TraceContext(traceHigh: traceHigh, traceLow: traceLow, span: .random(in: 1...UInt64.max), isSampled: isSampled)
  }

  private init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool) {
    self.traceHigh = traceHigh
    self.traceLow = traceLow
    self.span = span
    self.isSampled = isSampled
  }

  /// Reads `00-<32 hex>-<16 hex>-<2 hex>` in lower case. `nil` for anything else, as the recommendation asks:
  /// a malformed header starts a new trace and is not an error.
  public init?(traceparent: some StringProtocol) {
    let text = Array(traceparent.utf8)
    guard text.count >= 55, text[2] == UInt8(ascii: "-"), text[35] == UInt8(ascii: "-"), text[52] == UInt8(ascii: "-"),
      let version = Self.number(text[0..<2]), version != 0xff, text.count == 55 || (version > 0 && text[55] == UInt8(ascii: "-")),
      let high = Self.number(text[3..<19]), let low = Self.number(text[19..<35]), let span = Self.number(text[36..<52]),
      let flags = Self.number(text[53..<55]), high != 0 || low != 0, span != 0
    else { return nil }
    self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1)
  }

  public var traceID: String { Self.hexadecimal(traceHigh) + Self.hexadecimal(traceLow) }
  public var spanID: String { Self.hexadecimal(span) }
  public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Lower-case digits only.
  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return value
  }
}

/// Puts the proxy's port where a broker on 127.0.0.1 names its own in its answers, so that clients stay behind the proxy.
///
/// A Kafka answer is a length of four bytes and as many bytes. A host is a string, followed by the port in four bytes.
struct KafkaAddressRewriter: Sendable {
  private let own: [UInt8]
  private let replacement: [UInt8]
  private var pending: [UInt8] = []

  init(from port: Int, to other: Int) {
    func address(_ port: Int) -> [UInt8] { Array("127.0.0.1".utf8) + [0, 0, UInt8(port >> 8), UInt8(port & 0xFF)] }
    own = address(port)
    replacement = address(other)
  }

  /// The answers that are whole now.
  mutating func rewritten(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    pending += bytes
    var end = 0
    while pending.count >= end + 4 {
      let length = pending[end..<end + 4].reduce(0) { $0 << 8 | Int($1) }
      guard pending.count >= end + 4 + length else { break }
      end += 4 + length
    }
    var answers = Array(pending[..<end])
    pending.removeFirst(end)
    // Records may hold anything; only small answers name brokers.
    if answers.count < 256 << 10 {
      for range in answers.ranges(of: own) { answers.replaceSubrange(range, with: replacement) }
    }
    return answers[...]
  }
}

/// A value with the SHA-256 of the record that it came from.
package struct Fingerprinted<Value> {
  package let value: Value
  package let fingerprint: [UInt8]

  package init(_ value: Value, _ fingerprint: [UInt8]) {
    self.value = value
    self.fingerprint = fingerprint
  }

  /// As hexadecimal text.
  var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: fingerprint.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension Fingerprinted: Sendable where Value: Sendable {}

import CLibrdkafka
import Kafka
import Testing

@Suite("Murmur2")
struct Murmur2Tests {
  @Test("our partition of a key is librdkafka's, for keys of every length up to 40 bytes and many partition counts")
  func sameAsLibrdkafka() {
    var generator = SeededGenerator(state: 20_261_122)
    for length in 0...40 {
      for _ in 0..<50 {
        let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let count = Int32.random(in: 1...200, using: &generator)
        // A pointer even for the empty key: NULL is a null key, which has no hash.
        let expected = (key + [0]).withUnsafeBytes {
          rd_kafka_msg_partitioner_murmur2(nil, $0.baseAddress, length, count, nil, nil)
        }
        #expect(Murmur2.partition(key: key, count: count) == expected, "key \(key), \(count) partitions, seed 20261122")
      }
    }
  }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }
}

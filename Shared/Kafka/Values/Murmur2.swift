/// The key hash of Kafka's default partitioner (Austin Appleby's MurmurHash2, 2008, 32 bit, with Kafka's seed).
public enum Murmur2 {
  /// The partition that Kafka's Java client and librdkafka's `murmur2_random` give a record with this key.
  /// - Precondition: `count` is positive.
  public static func partition(key: [UInt8], count: Int32) -> Int32 {
    precondition(count > 0, "a topic has at least one partition")
    return Int32(hash(key) & 0x7fff_ffff) % count
  }

  static func hash(_ key: [UInt8]) -> UInt32 {
    let mix: UInt32 = 0x5bd1_e995
    var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: key.count)
    var index = 0
    while index + 4 <= key.count {
      var word =
        UInt32(key[index]) | UInt32(key[index + 1]) << 8 | UInt32(key[index + 2]) << 16 | UInt32(key[index + 3]) << 24
      word = word &* mix
      word ^= word >> 24
      word = word &* mix
      hash = (hash &* mix) ^ word
      index += 4
    }
    let rest = key.count - index
    if rest >= 3 { hash ^= UInt32(key[index + 2]) << 16 }
    if rest >= 2 { hash ^= UInt32(key[index + 1]) << 8 }
    if rest >= 1 { hash = (hash ^ UInt32(key[index])) &* mix }
    hash ^= hash >> 13
    hash = hash &* mix
    hash ^= hash >> 15
    return hash
  }
}

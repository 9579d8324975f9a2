/// A small generator of random numbers with the same sequence everywhere (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014, section 5). Everything drawn from it is integer arithmetic, so seeds do not depend on a machine.
package struct SplitMix64 {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A stream of its own for each (seed, index, purpose), so that one debtor can be made without those before it.
  init(seed: UInt64, index: Int, purpose: UInt64) {
    var mixer = SplitMix64(seed: seed ^ (purpose &* 0xD1B5_4A32_D192_ED03))
    state = mixer.next() ^ (UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 to `bound` - 1. The bias is below `bound` / 2^64.
  package mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  package mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  package mutating func chance(perMille: Int) -> Bool { below(1_000) < perMille }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// An index drawn by weight. `weights` holds no negative number and a sum above zero.
  package mutating func weighted(_ weights: [Int]) -> Int {
    var rest = below(weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }

  /// A standard normal deviate in thousandths: the sum of twelve 16-bit uniforms (Irwin-Hall), so never beyond ±6000.
  package mutating func normalThousandths() -> Int {
    var sum = 0
    for _ in 0..<3 {
      let bits = next()
      sum += Int(bits & 0xFFFF) + Int(bits >> 16 & 0xFFFF) + Int(bits >> 32 & 0xFFFF) + Int(bits >> 48)
    }
    return (sum - 6 * 65_535) * 1_000 / 65_535
  }

  /// A log-normal amount: `median` * exp(`sigma` / 1000 * z), by a cubic for 2^x with an error below 0.02 %.
  package mutating func logNormal(median: Int64, sigmaThousandths: Int) -> Int64 {
    // log2(e) = 1.442695; the exponent of two as a fixed-point number with 16 bits of fraction.
    let exponent = normalThousandths() * sigmaThousandths * 1_442_695 / 1_000_000 * 65_536 / 1_000_000
    let whole = exponent >> 16
    let fraction = Int64(exponent & 0xFFFF)
    // 2^f = 1 + f (0.695502 + f (0.226165 + f 0.078333)), coefficients times 65536.
    let inner = 14_822 + ((fraction * 5_134) >> 16)
    let mantissa = 65_536 + ((fraction * (45_580 + ((fraction * inner) >> 16))) >> 16)
    let scaled = median * mantissa
    return whole >= 16 ? scaled << Int64(whole - 16) : scaled >> Int64(16 - whole)
  }
}

/// Accepts a worse plan with a probability that falls with the loss and with the temperature.
///
/// In integers, so that a seed means the same everywhere: the exponential variable is the number of leading zero bits of a random word
/// plus a uniform fraction.
struct CoolingAcceptance {
  var temperature = 0
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func accepts(_ candidate: Int, current: Int) -> Bool {
    if candidate <= current { return true }
    let random = generator.next()
    let exponential = (random | 1).leadingZeroBitCount << 10 | Int(random & 1023)
    return candidate - current < temperature * exponential >> 10
  }
}

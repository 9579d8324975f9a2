/// Accepts a worse plan with a probability that falls with the loss and, over the budget's steps, with the temperature (S. Kirkpatrick,
/// C. D. Gelatt and M. P. Vecchi, Science 220, 1983). Measured against late acceptance on Solomon's instances, Gehring and Homberger's and
/// on city days with prizes: smaller gaps after the same steps.
///
/// In integers, so that a seed means the same everywhere: the temperature halves a number of times, linearly in between, and the
/// exponential variable is the number of leading zero bits of a random word plus a uniform fraction.
struct CoolingAcceptance {
  private let first: Int
  private let halvings: Int
  private let steps: Int
  private var step = 0
  private var temperature = 0
  private var generator: SeededGenerator

  init(first: Int, halvings: Int, steps: Int, seed: UInt64) {
    self.first = first
    self.halvings = halvings
    self.steps = max(1, steps)
    generator = SeededGenerator(seed: seed)
  }

  mutating func accepts(_ candidate: Int, current: Int) -> Bool {
    if step & 15 == 0 { temperature = currentTemperature() }
    step += 1
    if candidate <= current { return true }
    let random = generator.next()
    let exponential = (random | 1).leadingZeroBitCount << 10 | Int(random & 1023)
    return candidate - current < temperature * exponential >> 10
  }

  private func currentTemperature() -> Int {
    // In 1/1024 of a halving; a budget without end never leaves the first one.
    let share = steps / (halvings * 1024)
    let progress = share == 0 ? min(steps, step) * halvings * 1024 / steps : min(halvings * 1024, step / share)
    let high = first >> (progress >> 10)
    return high - (high - high >> 1) * (progress & 1023) / 1024
  }
}

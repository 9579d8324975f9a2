/// Accepts a worse plan with a probability that falls with the loss and with the temperature (S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi,
/// Science 220, 1983).
///
/// The temperature falls as one over the steps done, down to a floor: half of the time so far was always spent in the last halving, so
/// that the search may be stopped at any time, and it never freezes. Where the end is known, the last stretch cools to nothing; and where it
/// is far off, that is done several times over, each from the first temperature again, since one long cooling gets stuck in one valley and
/// the best of some shorter ones rarely does.
///
/// In integers, so that a seed means the same everywhere: the exponential variable is the number of leading zero bits of a random word
/// plus a uniform fraction.
struct CoolingAcceptance {
  /// The first temperature, in mean legs; after so many steps for each stop it has halved, or after this part of a shorter budget.
  static let firstLegs = 3
  static let halfTimePerStop = 50
  static let halfTimeShare = 30
  /// The floor in thousandths of a mean leg.
  static let floorPermille = 50
  /// The last stretch, in thousandths of the whole.
  static let lastStretch = 150

  /// One cooling takes at least so many steps for each stop.
  static let stepsPerStop = 1_500
  static let mostCoolings = 8
  /// From this share of the budget on, in thousandths, the number of steps in the whole is known well enough.
  static let pilot = 20

  private let first: Int
  private let floor: Int
  private let stops: Int
  private let elapsed: (Int) -> Int
  private var step = 0
  /// How often it cools, known as soon as the share used up says how many steps there will be; and where this time began.
  private var coolings: Int?
  private var cooling = 0
  private var begun = 0
  private var temperature = 0
  private var generator: SeededGenerator

  /// - Parameter elapsed: the share of the budget that is used up after so many steps, in thousandths; 0 when unknown.
  init(meanLeg: Int, stops: Int, seed: UInt64, elapsed: @escaping (Int) -> Int) {
    first = meanLeg * Self.firstLegs
    floor = meanLeg * Self.floorPermille / 1_000
    self.stops = max(1, stops)
    self.elapsed = elapsed
    generator = SeededGenerator(seed: seed)
  }

  mutating func accepts(_ candidate: Int, current: Int) -> Bool {
    if step & 63 == 0 { temperature = currentTemperature() }
    step += 1
    if candidate <= current { return true }
    let random = generator.next()
    let exponential = (random | 1).leadingZeroBitCount << 10 | Int(random & 1023)
    return candidate - current < temperature * exponential >> 10
  }

  private mutating func currentTemperature() -> Int {
    let elapsed = min(999, elapsed(step))
    let whole = elapsed > 0 ? step * 1_000 / elapsed : Int.max
    if coolings == nil, elapsed >= Self.pilot { coolings = max(1, min(Self.mostCoolings, whole / (stops * Self.stepsPerStop))) }
    let times = coolings ?? 1
    if elapsed * times / 1_000 > cooling {
      cooling = elapsed * times / 1_000
      begun = step
    }
    let part = elapsed * times - cooling * 1_000
    let left = max(0, 1_000 - part)
    let halfTime = max(1, min(stops * Self.halfTimePerStop, whole / times / Self.halfTimeShare))
    return (first * halfTime / (halfTime + step - begun) + floor) * min(Self.lastStretch, left) / Self.lastStretch
  }
}

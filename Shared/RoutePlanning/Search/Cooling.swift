/// A falling temperature (S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, "Optimization by simulated annealing", Science 220, 1983): from
/// `first` down as 1 / (1 + steps / half time) to a floor, and in the last stretch to nothing.
struct Cooling {
  /// The first temperature has halved after so many steps for each stop, or after this part of a shorter cooling.
  static let halfTimePerStop = 50
  static let halfTimeShare = 30
  /// The floor in thousandths of a mean leg.
  static let floorPermille = 50
  /// The last stretch, in thousandths of the whole.
  static let lastStretch = 150

  let first: Int
  let floor: Int
  let stops: Int

  init(legPermille: Int, meanLeg: Int, stops: Int) {
    first = meanLeg * legPermille / 1_000
    floor = meanLeg * Self.floorPermille / 1_000
    self.stops = max(1, stops)
  }

  /// - Parameters:
  ///   - length: steps in all; `nil` while unknown.
  ///   - left: steps to go.
  func temperature(after steps: Int, length: Int?, left: Int) -> Int {
    let slow = stops * Self.halfTimePerStop
    guard let length else { return first * slow / (slow + steps) + floor }
    let halfTime = max(1, min(slow, length / Self.halfTimeShare))
    let stretch = max(1, length * Self.lastStretch / 1_000)
    return (first * halfTime / (halfTime + steps) + floor) * min(stretch, left) / stretch
  }
}

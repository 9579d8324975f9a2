package import Contracts

/// Shares the debtors of a zone out among its collectors, so that nobody has much more than the fair share.
///
/// Owners whom a person chose stay while they may do the work. Of the others each stays with the present owner, or goes to the
/// collector who lives nearest, while the share allows; then debtors move from whoever has most to whoever has least until the
/// difference is within the tolerance or no single move narrows it.
package struct Distribution: Sendable {
  package enum Measure: String, Codable, CaseIterable, Sendable {
    /// Debtors.
    case count
    /// What is overdue, in thousandths of the amount that counts fully in its currency.
    case amount
    /// Minutes of visit and of the way from the middle of the zone.
    case minutes
  }

  package struct Debtor: Sendable, Equatable {
    package let debtorID: DebtorID
    package let location: Coordinate
    package let ownerID: StaffID?
    package let isFixed: Bool
    package let load: Int
    /// What the debtor's segments ask of whoever works them.
    package let demand: WorkDemand

    package init(
      debtorID: DebtorID, location: Coordinate, ownerID: StaffID?, isFixed: Bool, load: Int, demand: WorkDemand = WorkDemand()
    ) {
      self.debtorID = debtorID
      self.location = location
      self.ownerID = ownerID
      self.isFixed = isFixed
      self.load = max(1, load)
      self.demand = demand
    }
  }

  private let team: [Collector]
  private let tolerancePermille: Int

  /// - Parameters:
  ///   - team: who works in the zone and is not away.
  ///   - tolerancePermille: how much of the fair share the most and the least loaded may differ by.
  package init(team: [Collector], tolerancePermille: Int) {
    self.team = team.filter(\.canWork).sorted { $0.collectorID < $1.collectorID }
    self.tolerancePermille = tolerancePermille
  }

  /// The owner of each debtor; none for a debtor whom nobody of the zone may work.
  package func owners(of debtors: [Debtor]) -> [DebtorID: StaffID] {
    guard !team.isEmpty else { return [:] }
    var loads = [Int](repeating: 0, count: team.count)
    var held = [[Debtor]](repeating: [], count: team.count)
    let positions = Dictionary(uniqueKeysWithValues: team.enumerated().map { ($1.collectorID, $0) })
    func isKept(_ debtor: Debtor) -> Int? {
      guard debtor.isFixed, let owner = debtor.ownerID.flatMap({ positions[$0] }) else { return nil }
      return debtor.demand.admits(team[owner], chosen: debtor.ownerID) ? owner : nil
    }
    for debtor in debtors {
      guard let owner = isKept(debtor) else { continue }
      loads[owner] += debtor.load
      held[owner].append(debtor)
    }
    let total = debtors.reduce(0) { $0 + $1.load }
    let share = total / team.count
    let free = debtors.filter { isKept($0) == nil }.sorted { ($1.load, $0.debtorID) < ($0.load, $1.debtorID) }
    for debtor in free {
      guard let chosen = choice(for: debtor, loads, share + share * tolerancePermille / 2_000, positions) else { continue }
      loads[chosen] += debtor.load
      held[chosen].append(debtor)
    }
    narrow(&held, &loads, to: max(1, share * tolerancePermille / 1_000))
    var owners: [DebtorID: StaffID] = [:]
    for (index, debtors) in held.enumerated() { for debtor in debtors { owners[debtor.debtorID] = team[index].collectorID } }
    return owners
  }

  private func choice(for debtor: Debtor, _ loads: [Int], _ cap: Int, _ positions: [StaffID: Int]) -> Int? {
    let suited = team.indices.filter { debtor.demand.admits(team[$0]) }
    let open = suited.filter { loads[$0] + debtor.load <= cap }
    if let owner = debtor.ownerID.flatMap({ positions[$0] }), open.contains(owner) { return owner }
    let nearest = open.min { distance(team[$0], debtor) < distance(team[$1], debtor) }
    return nearest ?? suited.min { loads[$0] < loads[$1] }
  }

  private func narrow(_ held: inout [[Debtor]], _ loads: inout [Int], to limit: Int) {
    while let (giver, index, taker) = bestMove(held, loads, beyond: limit) {
      let debtor = held[giver].remove(at: index)
      held[taker].append(debtor)
      loads[giver] -= debtor.load
      loads[taker] += debtor.load
    }
  }

  /// From whoever has most to whoever has least and may take one of theirs; `nil` when no single move narrows a difference.
  private func bestMove(_ held: [[Debtor]], _ loads: [Int], beyond limit: Int) -> (giver: Int, index: Int, taker: Int)? {
    let byLoad = team.indices.sorted { (loads[$0], $0) < (loads[$1], $1) }
    for giver in byLoad.reversed() {
      for taker in byLoad {
        let gap = loads[giver] - loads[taker]
        guard gap > limit else { break }
        // The one whose move comes nearest to halving the difference.
        let movable = held[giver].indices.filter { index in
          let debtor = held[giver][index]
          return !debtor.isFixed && debtor.load < gap && debtor.demand.admits(team[taker])
        }
        let best = movable.min {
          (abs(gap - 2 * held[giver][$0].load), held[giver][$0].debtorID) < (abs(gap - 2 * held[giver][$1].load), held[giver][$1].debtorID)
        }
        if let best { return (giver, best, taker) }
      }
    }
    return nil
  }

  /// Squared, in a plane that is good enough within a city; without a home everybody is equally far.
  private func distance(_ collector: Collector, _ debtor: Debtor) -> Int {
    guard let home = collector.home else { return Int.max }
    let latitude = Int(home.latitudeE6) - Int(debtor.location.latitudeE6)
    let longitude = Int(home.longitudeE6) - Int(debtor.location.longitudeE6)
    return latitude * latitude + longitude * longitude
  }
}

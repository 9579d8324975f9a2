package import Contracts

/// Shares the debtors of a zone out among its collectors, so that nobody has much more than the fair share.
///
/// Owners whom a person chose stay. Of the others each stays with the present owner, or goes to the collector who lives nearest, while the
/// share allows; then debtors move from whoever has most to whoever has least until the difference is within the tolerance or no
/// single move narrows it.
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

    package init(debtorID: DebtorID, location: Coordinate, ownerID: StaffID?, isFixed: Bool, load: Int) {
      self.debtorID = debtorID
      self.location = location
      self.ownerID = ownerID
      self.isFixed = isFixed
      self.load = max(1, load)
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

  /// The owner of each debtor; empty when nobody works in the zone.
  package func owners(of debtors: [Debtor]) -> [DebtorID: StaffID] {
    guard !team.isEmpty else { return [:] }
    var loads = [Int](repeating: 0, count: team.count)
    var held = [[Debtor]](repeating: [], count: team.count)
    let positions = Dictionary(uniqueKeysWithValues: team.enumerated().map { ($1.collectorID, $0) })
    func isKept(_ debtor: Debtor) -> Int? { debtor.isFixed ? debtor.ownerID.flatMap { positions[$0] } : nil }
    for debtor in debtors {
      guard let owner = isKept(debtor) else { continue }
      loads[owner] += debtor.load
      held[owner].append(debtor)
    }
    let total = debtors.reduce(0) { $0 + $1.load }
    let share = total / team.count
    let free = debtors.filter { isKept($0) == nil }.sorted { ($1.load, $0.debtorID) < ($0.load, $1.debtorID) }
    for debtor in free {
      let chosen = choice(for: debtor, loads, share + share * tolerancePermille / 2_000, positions)
      loads[chosen] += debtor.load
      held[chosen].append(debtor)
    }
    narrow(&held, &loads, to: max(1, share * tolerancePermille / 1_000))
    var owners: [DebtorID: StaffID] = [:]
    for (index, debtors) in held.enumerated() { for debtor in debtors { owners[debtor.debtorID] = team[index].collectorID } }
    return owners
  }

  private func choice(for debtor: Debtor, _ loads: [Int], _ cap: Int, _ positions: [StaffID: Int]) -> Int {
    let open = team.indices.filter { loads[$0] + debtor.load <= cap }
    if let owner = debtor.ownerID.flatMap({ positions[$0] }), open.contains(owner) { return owner }
    let nearest = open.min { distance(team[$0], debtor) < distance(team[$1], debtor) }
    return nearest ?? team.indices.min { loads[$0] < loads[$1] } ?? 0
  }

  private func narrow(_ held: inout [[Debtor]], _ loads: inout [Int], to limit: Int) {
    while let most = team.indices.max(by: { loads[$0] < loads[$1] }), let least = team.indices.min(by: { loads[$0] < loads[$1] }) {
      let gap = loads[most] - loads[least]
      guard gap > limit else { return }
      // The one whose move comes nearest to halving the difference.
      let movable = held[most].indices.filter { !held[most][$0].isFixed && held[most][$0].load < gap }
      guard
        let index = movable.min(by: {
          (abs(gap - 2 * held[most][$0].load), held[most][$0].debtorID) < (abs(gap - 2 * held[most][$1].load), held[most][$1].debtorID)
        })
      else { return }
      let debtor = held[most].remove(at: index)
      held[least].append(debtor)
      loads[most] -= debtor.load
      loads[least] += debtor.load
    }
  }

  /// Squared, in a plane that is good enough within a city; without a home everybody is equally far.
  private func distance(_ collector: Collector, _ debtor: Debtor) -> Int {
    guard let home = collector.home else { return Int.max }
    let latitude = Int(home.latitudeE6) - Int(debtor.location.latitudeE6)
    let longitude = Int(home.longitudeE6) - Int(debtor.location.longitudeE6)
    return latitude * latitude + longitude * longitude
  }
}

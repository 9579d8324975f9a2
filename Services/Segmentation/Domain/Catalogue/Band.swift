/// A named range of days past due, open above until the next band begins.
package struct Band: Codable, Equatable, Sendable {
  package var name: String
  /// The first day past due of the band; the lowest band has none and takes everything below the second.
  package var from: Int?

  package init(name: String, from: Int?) {
    self.name = name
    self.from = from
  }
}

/// Bands in rising order: every number of days falls into exactly one.
package struct BandScale: Codable, Equatable, Sendable {
  package let bands: [Band]

  package enum Fault: Error, Equatable { case empty, lowestIsBounded, notRising }

  package init(_ bands: [Band]) throws(Fault) {
    guard let lowest = bands.first else { throw .empty }
    guard lowest.from == nil else { throw .lowestIsBounded }
    let limits = bands.dropFirst().map(\.from)
    guard !limits.contains(nil), zip(limits, limits.dropFirst()).allSatisfy({ $0! < $1! }) else { throw .notRising }
    self.bands = bands
  }

  package init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode([Band].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bands)
  }

  package func index(of daysPastDue: Int) -> Int {
    bands.lastIndex { band in band.from.map { $0 <= daysPastDue } ?? true } ?? 0
  }

  package func name(of daysPastDue: Int) -> String { bands[index(of: daysPastDue)].name }
}

import Contracts

/// Finds the accounts that stand elsewhere than the catalogue now says, among many, without judging each.
package struct PlacementReview: Sendable {
  private let catalogue: Catalogue
  /// The bit of each active segment.
  private let segmentNumbers: [SegmentID: Int]

  package init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    segmentNumbers = Dictionary(uniqueKeysWithValues: catalogue.activeSegments.enumerated().map { ($1, $0) })
  }

  package var attributes: Set<Attribute> { catalogue.attributes }

  /// One bit a segment.
  private typealias Signature = [UInt64]

  /// The rows of a table that are to be judged.
  ///
  /// - Parameters:
  ///   - segments: for each row the segments that it stands in, joined by commas.
  ///   - strategies: for each row the version that it runs; `nil` while it runs none.
  package func misplaced(in table: FactTable, segments: WordColumn, strategies: [StrategyKey?]) -> [Int] {
    let (wanted, entries) = catalogue.membership(in: table)
    let width = (wanted.count + 63) / 64
    var signatures = Array(repeating: UInt64(0), count: table.count * width)
    for (number, segment) in wanted.enumerated() {
      let (word, bit) = (number >> 6, UInt64(1) << UInt64(number & 63))
      for row in 0..<table.count where segment.1[row] { signatures[row * width + word] |= bit }
    }
    let known = segments.words.map { signature(of: $0.text, width: width) }
    return (0..<table.count).filter { row in
      guard let stored = known[Int(segments.codes[row])], stored.elementsEqual(signatures[row * width..<(row + 1) * width]) else {
        return true
      }
      return strategies[row].map { isMisplaced($0, row, entries) } ?? false
    }
  }

  /// `nil` for segments that are not active any more.
  private func signature(of text: String, width: Int) -> Signature? {
    var signature = Array(repeating: UInt64(0), count: width)
    for name in text.split(separator: ",") {
      guard let number = segmentNumbers[SegmentID(String(name))] else { return nil }
      signature[number >> 6] |= 1 << UInt64(number & 63)
    }
    return signature
  }

  private func isMisplaced(_ key: StrategyKey, _ row: Int, _ entries: [RowSet]) -> Bool {
    let chosen = zip(catalogue.strategies, entries).first { $0.1[row] }?.0 ?? catalogue.strategies[catalogue.strategies.count - 1]
    guard chosen.strategyID == key.strategyID else { return true }
    return key.version < chosen.version && catalogue.migration(of: key.strategyID, from: key.version).policy != .finish
  }
}

import Contracts
import RoutePlanning

/// A rectangle of a travel matrix: what one request to a server asks for.
package struct TravelBlock: Sendable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// The rectangles of at most `side` places either way that make up the whole.
  static func all(_ size: Int, side: Int) -> [TravelBlock] {
    let ranges = stride(from: 0, to: size, by: side).map { $0..<min(size, $0 + side) }
    return ranges.flatMap { rows in ranges.map { TravelBlock(rows: rows, columns: $0) } }
  }

  /// Asks for all rectangles, a few at a time, and puts them together.
  ///
  /// - Parameters:
  ///   - server: for errors.
  ///   - ask: seconds and metres row by row, `nil` where there is no way.
  static func matrix(
    between places: [Coordinate], side: Int, server: String, ask: @escaping @Sendable (TravelBlock) async throws -> Answer
  ) async throws -> TravelMatrix {
    let size = places.count
    var seconds = [Int32](repeating: TravelMatrix.missing, count: size * size)
    var metres = seconds
    try await withThrowingTaskGroup(of: (TravelBlock, Answer).self) { group in
      var waiting = all(size, side: side)[...]
      for block in waiting.prefix(Self.requestsAtOnce) { group.addTask { (block, try await ask(block)) } }
      waiting = waiting.dropFirst(Self.requestsAtOnce)
      while let (block, answer) = try await group.next() {
        try block.copy(answer, size, &seconds, &metres, server)
        if let next = waiting.popFirst() { group.addTask { (next, try await ask(next)) } }
      }
    }
    for place in 0..<size {
      seconds[place * size + place] = 0
      metres[place * size + place] = 0
    }
    return TravelMatrix(size: size, seconds: seconds, metres: metres)
  }

  private static let requestsAtOnce = 4

  /// What a server says of a rectangle.
  package struct Answer: Sendable {
    package var seconds: [[Double?]]
    package var metres: [[Double?]]
  }

  private func copy(
    _ answer: Answer, _ size: Int, _ seconds: inout [Int32], _ metres: inout [Int32], _ server: String
  ) throws {
    let shape = answer.seconds.count == rows.count && answer.metres.count == rows.count
    guard shape, (answer.seconds + answer.metres).allSatisfy({ $0.count == columns.count }) else {
      throw TravelServerError(server: server, message: "the answer does not have \(rows.count) x \(columns.count) cells")
    }
    for (index, row) in rows.enumerated() {
      for (place, column) in columns.enumerated() {
        guard let time = answer.seconds[index][place], let length = answer.metres[index][place] else { continue }
        guard time >= 0, length >= 0, time <= Double(RoutingProblem.maximumTime), length <= Double(RoutingProblem.maximumTime) else {
          throw TravelServerError(server: server, message: "a travel time or distance is negative or beyond all bounds")
        }
        // Rounded up, so that no plan counts on arriving a second early.
        seconds[row * size + column] = Int32(time.rounded(.up))
        metres[row * size + column] = Int32(length.rounded())
      }
    }
  }
}

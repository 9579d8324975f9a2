/// Travel time and distance between places, row by row: the cell from `a` to `b` is at `a * size + b`.
///
/// Seconds and metres; `TravelMatrix.missing` in both where there is no way. Need not be symmetric nor keep the triangle inequality.
public struct TravelMatrix: Hashable, Sendable {
  /// Marks a cell without a way.
  public static let missing: Int32 = -1

  public let size: Int
  public let seconds: [Int32]
  public let metres: [Int32]
  /// The greatest of the cells, kept because it is asked for once for each collector; 0 when there are none.
  package let mostSeconds: Int
  package let mostMetres: Int

  /// The shape is checked by `RoutingProblem`.
  public init(size: Int, seconds: [Int32], metres: [Int32]) {
    self.size = size
    self.seconds = seconds
    self.metres = metres
    mostSeconds = Int(seconds.max() ?? 0)
    mostMetres = Int(metres.max() ?? 0)
  }
}

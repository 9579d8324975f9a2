/// The best plan of a search so far.
public struct SearchProgress: Hashable, Sendable {
  /// Steps done when it was found.
  public let iterations: Int
  /// The sum of the prizes of the visited stops.
  public let prize: Int
  /// Travel, routes, affinities not kept and shares exceeded, in prize units.
  public let cost: Int
  public let visited: Int
  /// The stops of each collector in order, in the problem's order of collectors; legal.
  public let orders: [[Int]]

  package init(iterations: Int, prize: Int, cost: Int, visited: Int, orders: [[Int]]) {
    self.iterations = iterations
    self.prize = prize
    self.cost = cost
    self.visited = visited
    self.orders = orders
  }
}

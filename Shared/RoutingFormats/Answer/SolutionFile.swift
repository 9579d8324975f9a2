/// CVRPLIB's solution files: `Route #1: 5 3 8` in node positions counted from the depot's 0, and `Cost 1637.7`.
public struct SolutionFile: Hashable, Sendable {
  /// As in the file: node positions, depot left out.
  public let routes: [[Int]]
  public let cost: Double?

  public init(_ bytes: [UInt8]) throws(RoutingFileError) {
    var routes: [[Int]] = []
    var cost: Double?
    for line in FieldLine.read(bytes) {
      let word = line.text.prefix { $0 != ":" && !$0.isWhitespace }.lowercased()
      if word == "route" {
        guard let colon = line.fields.firstIndex(where: { $0.last == 0x3A }) else {
          throw RoutingFileError(line: line.number, "route", "has no colon behind its number")
        }
        var route: [Int] = []
        for index in line.fields.indices.dropFirst(colon + 1) { route.append(try line.count(index, "route node")) }
        routes.append(route)
      } else if word == "cost" {
        cost = try line.number(1, "cost")
      }
    }
    self.routes = routes
    self.cost = cost
  }

  /// The routes as stops of the instance's problem.
  public func stops(of instance: RoutingInstance) throws(RoutingFileError) -> [[Int]] {
    let stopOfName = Dictionary(instance.stopNames.enumerated().map { ($1, $0) }) { first, _ in first }
    var result: [[Int]] = []
    for route in routes {
      var stops: [Int] = []
      for name in route {
        guard let stop = stopOfName[name] else { throw RoutingFileError("route", "there is no node \(name)") }
        stops.append(stop)
      }
      result.append(stops)
    }
    return result
  }
}

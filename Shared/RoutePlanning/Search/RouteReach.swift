/// What bounds the price of putting a stop into a route from below, without looking at the route's places one by one.
struct RouteReach {
  var first: Int32 = 0
  var last: Int32 = 0
  var firstLeg: Int32 = 0
  var lastLeg: Int32 = 0
  /// The dearest leg between two of its stops.
  var longest: Int32 = 0
}

extension RouteState {
  /// Whether no place of a route costs less than `limit`, given that `distance` is the price of a leg between the stop and the nearest
  /// one of the route: a place between two stops costs twice that, less the leg it replaces; both ends are priced exactly. For symmetric
  /// prices only.
  @inline(__always)
  func isBeyond(_ limit: Int, _ stop: Int, _ route: Int, distance: Int) -> Bool {
    let reach = reach[route]
    guard 2 &* distance &- Int(reach.longest) >= limit else { return false }
    let row = model.nodes.cost + (model.nodes.layer[route] &+ stop &* width)
    return Int(row[Int(model.nodes.startNode[route])]) &+ Int(row[Int(reach.first)]) &- Int(reach.firstLeg) >= limit
      && Int(row[Int(reach.last)]) &+ Int(row[Int(model.nodes.endNode[route])]) &- Int(reach.lastLeg) >= limit
  }

  /// To be called when a route's legs have changed. The longest is looked for only when it `mayBeShorter`.
  func refreshReach(_ route: Int, mayBeShorter: Bool) {
    let base = at(route, 0)
    let stops = count[route]
    var longest: Int32 = mayBeShorter ? 0 : reach[route].longest
    if mayBeShorter {
      var position = 1
      while position < stops {
        longest = max(longest, edge[base &+ position])
        position &+= 1
      }
    }
    reach[route] = RouteReach(
      first: sequence[base + 1], last: sequence[base + stops], firstLeg: edge[base], lastLeg: edge[base + stops], longest: longest)
  }
}

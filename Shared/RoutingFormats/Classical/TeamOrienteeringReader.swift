/// Team orienteering with time windows (P. Vansteenwegen et al., from Solomon's and Cordeau's): a first line `k v N t`, a second one that
/// is not used, then for each node its number, x, y, service, score, `f`, `a`, a list of `a` numbers, opening and closing time.
///
/// The file says nothing of the number of paths: it is the caller's, 1 unless given. Distances are truncated to one decimal, those of
/// Cordeau's instances (`pr…`) to two.
struct TeamOrienteeringReader {
  let name: String
  let lines: [FieldLine]

  func read(vehicles: Int?) throws(RoutingFileError) -> RoutingInstance {
    guard let header = lines.first else { throw RoutingFileError("file", "is empty") }
    guard header.fields.count >= 3 else {
      throw RoutingFileError(line: header.number, "first line", "is not `k v N t`: the format of this file is not known")
    }
    let count = try header.count(2, "number of nodes N")
    var nodes: [NodeTable.Node] = []
    for line in lines.dropFirst() where line.fields.count >= 8 { nodes.append(try node(line, expected: nodes.count)) }
    guard nodes.count == count + 1 else {
      throw RoutingFileError(line: header.number, "number of nodes N", "\(count) and the depot are announced, \(nodes.count) rows follow")
    }
    return try NodeTable(
      name: name, kind: .toptw, nodes: nodes, vehicles: vehicles ?? 1, capacity: nil, scale: name.lowercased().hasPrefix("pr") ? 100 : 10,
      rule: .truncated
    ).make()
  }

  private func node(_ line: FieldLine, expected: Int) throws(RoutingFileError) -> NodeTable.Node {
    let last = line.fields.count - 1
    let number = try line.count(0, "node number")
    guard number == expected else {
      throw RoutingFileError(line: line.number, "node number", "\(number) where \(expected) is expected")
    }
    return NodeTable.Node(
      line: line.number,
      point: PlanePoint(x: try line.number(1, "x of node \(expected)"), y: try line.number(2, "y of node \(expected)")),
      ready: try line.number(last - 1, "opening of node \(expected)"), due: try line.number(last, "closing of node \(expected)"),
      service: try line.number(3, "service of node \(expected)"), prize: try line.number(4, "score of node \(expected)"))
  }
}

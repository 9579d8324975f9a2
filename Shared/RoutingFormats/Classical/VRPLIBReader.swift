/// VRPLIB files: capacity, time windows, prizes, one depot.
///
/// With time windows or prizes distances are multiplied by ten and truncated (the DIMACS convention); without, TSPLIB95's rounding holds.
struct VRPLIBReader {
  let name: String
  let file: KeywordFile

  func read(vehicles: Int?) throws(RoutingFileError) -> RoutingInstance {
    let count = try file.required("DIMENSION")
    guard count <= NodeTable.maximumNodes else {
      throw RoutingFileError(line: file.line(of: "DIMENSION"), "DIMENSION", "\(count) nodes; at most \(NodeTable.maximumNodes) are read")
    }
    let isTimed = file.sections["TIME_WINDOW_SECTION"] != nil || file.sections["PRIZE_SECTION"] != nil
    guard let type = file.text("EDGE_WEIGHT_TYPE"), type.uppercased() == "EUC_2D" else {
      throw RoutingFileError(
        line: file.line(of: "EDGE_WEIGHT_TYPE"), "EDGE_WEIGHT_TYPE",
        "only EUC_2D is read in a file of routes; it is \(file.text("EDGE_WEIGHT_TYPE") ?? "missing")")
    }
    let fleet = try file.count("VEHICLES") ?? max(1, count - 1)
    try checkDepot()
    var nodes = try points(count)
    try addDemands(to: &nodes)
    try addTimes(to: &nodes)
    return try NodeTable(
      name: name, kind: file.sections["PRIZE_SECTION"] != nil ? .pcvrptw : isTimed ? .vrptw : .cvrp, nodes: nodes,
      vehicles: vehicles ?? fleet, capacity: file.count("CAPACITY"), scale: isTimed ? 10 : 1,
      rule: isTimed ? .truncated : .euclidean
    ).make()
  }

  private func checkDepot() throws(RoutingFileError) {
    guard let line = file.sections["DEPOT_SECTION"]?.first else { return }
    let depot = try line.count(0, "DEPOT_SECTION")
    guard depot == 1 else {
      throw RoutingFileError(line: line.number, "DEPOT_SECTION", "the depot is node \(depot); only node 1 is read as one")
    }
    let rest = file.sections["DEPOT_SECTION"]?.dropFirst().first
    guard rest.map({ $0.text.hasPrefix("-1") }) ?? true else {
      throw RoutingFileError(line: rest?.number, "DEPOT_SECTION", "several depots are not read")
    }
  }

  private func points(_ count: Int) throws(RoutingFileError) -> [NodeTable.Node] {
    guard let rows = try file.rows("NODE_COORD_SECTION", of: count, columns: 2) else {
      throw RoutingFileError("NODE_COORD_SECTION", "is missing")
    }
    var nodes: [NodeTable.Node] = []
    for (index, row) in rows.enumerated() {
      let point = PlanePoint(x: try row.number(1, "x of node \(index)"), y: try row.number(2, "y of node \(index)"))
      nodes.append(NodeTable.Node(line: row.number, point: point))
    }
    return nodes
  }

  private func addDemands(to nodes: inout [NodeTable.Node]) throws(RoutingFileError) {
    guard let rows = try file.rows("DEMAND_SECTION", of: nodes.count, columns: 1) else { return }
    for (index, row) in rows.enumerated() { nodes[index].demand = try row.count(1, "demand of node \(index)") }
  }

  private func addTimes(to nodes: inout [NodeTable.Node]) throws(RoutingFileError) {
    let service = try file.rows("SERVICE_TIME_SECTION", of: nodes.count, columns: 1)
    let everywhere = try file.count("SERVICE_TIME") ?? 0
    let windows = try file.rows("TIME_WINDOW_SECTION", of: nodes.count, columns: 2)
    let prizes = try file.rows("PRIZE_SECTION", of: nodes.count, columns: 1)
    for index in nodes.indices {
      if index > 0 { nodes[index].service = try service?[index].number(1, "service of node \(index)") ?? Double(everywhere) }
      if let row = windows?[index] {
        nodes[index].line = row.number
        nodes[index].ready = try row.number(1, "ready time of node \(index)")
        nodes[index].due = try row.number(2, "due time of node \(index)")
      }
      if let row = prizes?[index] { nodes[index].prize = try row.number(1, "prize of node \(index)") }
    }
  }
}

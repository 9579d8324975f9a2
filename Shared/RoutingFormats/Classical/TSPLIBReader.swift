import RoutePlanning

/// TSPLIB95 (G. Reinelt, 1995): symmetric and asymmetric travelling salesman problems, by points or by an explicit matrix.
struct TSPLIBReader {
  let name: String
  let file: KeywordFile

  func read() throws(RoutingFileError) -> RoutingInstance {
    let count = try file.required("DIMENSION")
    guard count <= NodeTable.maximumNodes else {
      throw RoutingFileError(line: file.line(of: "DIMENSION"), "DIMENSION", "\(count) nodes; at most \(NodeTable.maximumNodes) are read")
    }
    let type = (file.text("EDGE_WEIGHT_TYPE") ?? "EXPLICIT").uppercased()
    let isExplicit = type == "EXPLICIT"
    guard isExplicit || DistanceRule(rawValue: type) != nil, type != DistanceRule.truncated.rawValue else {
      throw RoutingFileError(
        line: file.line(of: "EDGE_WEIGHT_TYPE"), "EDGE_WEIGHT_TYPE",
        "\(type) is not read; EUC_2D, CEIL_2D, MAX_2D, MAN_2D, GEO, ATT and EXPLICIT are")
    }
    return try NodeTable(
      name: name, kind: .tsp, nodes: isExplicit ? (0..<count).map { _ in NodeTable.Node(line: 1) } : points(count), vehicles: 1,
      capacity: nil, scale: 1, rule: DistanceRule(rawValue: type) ?? .euclidean, matrix: isExplicit ? explicit(count) : nil
    ).make()
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

  private func explicit(_ size: Int) throws(RoutingFileError) -> TravelMatrix {
    let format = (file.text("EDGE_WEIGHT_FORMAT") ?? "FULL_MATRIX").uppercased()
    guard let pairs = Self.pairs(format, size) else {
      throw RoutingFileError(line: file.line(of: "EDGE_WEIGHT_FORMAT"), "EDGE_WEIGHT_FORMAT", "\(format) is not known")
    }
    let lines = file.sections["EDGE_WEIGHT_SECTION"] ?? []
    let given = lines.reduce(0) { $0 + $1.fields.count }
    guard given == pairs.count else {
      throw RoutingFileError(
        line: lines.first?.number, "EDGE_WEIGHT_SECTION", "\(given) weights; \(format) of \(size) nodes has \(pairs.count)")
    }
    var cells = [Int32](repeating: 0, count: size * size)
    var next = 0
    for line in lines {
      for index in line.fields.indices {
        let (from, to) = pairs[next]
        next += 1
        let weight = try line.number(index, "weight from node \(from) to \(to)")
        guard from != to else { continue }
        guard weight >= 0, weight <= Double(RoutingProblem.maximumTime), weight == weight.rounded() else {
          throw RoutingFileError(
            line: line.number, "weight from node \(from) to \(to)",
            "\(weight) is not a whole number within 0...\(RoutingProblem.maximumTime)")
        }
        cells[from * size + to] = Int32(weight)
        if format != "FULL_MATRIX" { cells[to * size + from] = Int32(weight) }
      }
    }
    return TravelMatrix(size: size, seconds: cells, metres: cells)
  }

  /// The cells in the order in which the format lists them; by symmetry a column format is the other triangle's row format.
  private static func pairs(_ format: String, _ size: Int) -> [(Int, Int)]? {
    switch format {
    case "FULL_MATRIX": (0..<size).flatMap { row in (0..<size).map { (row, $0) } }
    case "UPPER_ROW", "LOWER_COL": (0..<size).flatMap { row in (min(row + 1, size)..<size).map { (row, $0) } }
    case "LOWER_ROW", "UPPER_COL": (0..<size).flatMap { row in (0..<row).map { (row, $0) } }
    case "UPPER_DIAG_ROW", "LOWER_DIAG_COL": (0..<size).flatMap { row in (row..<size).map { (row, $0) } }
    case "LOWER_DIAG_ROW", "UPPER_DIAG_COL": (0..<size).flatMap { row in (0...row).map { (row, $0) } }
    default: nil
    }
  }
}

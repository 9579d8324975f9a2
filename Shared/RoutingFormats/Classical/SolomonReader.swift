/// Solomon's (1987) and Gehring and Homberger's (1999) files: `VEHICLE` with number and capacity, then `CUSTOMER` with seven columns.
struct SolomonReader {
  private static let columns = ["number", "x", "y", "demand", "ready time", "due date", "service time"]

  let name: String
  let lines: [FieldLine]

  func read(vehicles: Int?) throws(RoutingFileError) -> RoutingInstance {
    guard let header = lines.firstIndex(where: { $0.text.uppercased().hasPrefix("VEHICLE") }) else {
      throw RoutingFileError("VEHICLE", "is missing")
    }
    let numeric = lines[header...].filter { line in line.fields.first.map { Self.looksNumeric($0) } ?? false }
    guard let fleet = numeric.first else {
      throw RoutingFileError(line: lines[header].number, "VEHICLE", "number and capacity are missing")
    }
    guard fleet.fields.count == 2 else {
      throw RoutingFileError(line: fleet.number, "VEHICLE", "number and capacity are needed; there are \(fleet.fields.count) values")
    }
    var nodes: [NodeTable.Node] = []
    for line in numeric.dropFirst() { nodes.append(try node(line, expected: nodes.count)) }
    let number = try fleet.count(0, "VEHICLE NUMBER")
    return try NodeTable(
      name: name, kind: .vrptw, nodes: nodes, vehicles: vehicles ?? number,
      capacity: fleet.count(1, "VEHICLE CAPACITY"), scale: 10, rule: .truncated
    ).make()
  }

  private static func looksNumeric(_ field: ArraySlice<UInt8>) -> Bool {
    field.first.map { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E } ?? false
  }

  private func node(_ line: FieldLine, expected: Int) throws(RoutingFileError) -> NodeTable.Node {
    guard line.fields.count == Self.columns.count else {
      throw RoutingFileError(line: line.number, "CUSTOMER", "\(line.fields.count) values instead of \(Self.columns.count)")
    }
    func value(_ column: Int) throws(RoutingFileError) -> Double { try line.number(column, "\(Self.columns[column]) of node \(expected)") }
    let number = try line.count(0, "CUST NO.")
    guard number == expected else {
      throw RoutingFileError(line: line.number, "CUST NO.", "\(number) where \(expected) is expected")
    }
    return NodeTable.Node(
      line: line.number, point: PlanePoint(x: try value(1), y: try value(2)), demand: try line.count(3, "demand of node \(expected)"),
      ready: try value(4), due: try value(5), service: try value(6))
  }
}

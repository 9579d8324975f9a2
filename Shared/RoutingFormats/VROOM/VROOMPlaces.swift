import Contracts
import RoutePlanning

/// The places of a VROOM problem as rows of matrices: those that the file brings, or one for each coordinate.
struct VROOMPlaces {
  private let document: VROOMDocument
  private let usesIndices: Bool
  private var rows: [Coordinate: Int] = [:]
  private(set) var coordinates: [Coordinate] = []
  private(set) var positions: [Int: PlanePoint] = [:]
  /// Rows of the matrices, without the one for "begins anywhere".
  private(set) var size = 0

  init(_ document: VROOMDocument) throws(RoutingFileError) {
    self.document = document
    usesIndices = !document.matrices.isEmpty
    if usesIndices { size = try givenSize() }
    for (index, job) in document.jobs.enumerated() { _ = try add(job.location, "jobs[\(index)].location") }
    for (index, vehicle) in document.vehicles.enumerated() {
      if let start = vehicle.start { _ = try add(start, "vehicles[\(index)].start") }
      if let end = vehicle.end { _ = try add(end, "vehicles[\(index)].end") }
    }
    if !usesIndices { size = coordinates.count }
  }

  /// The row of a location that is known by now.
  func row(_ location: VROOMDocument.Location) -> Int {
    usesIndices ? location.index ?? 0 : location.coordinate.flatMap { rows[$0] } ?? 0
  }

  private mutating func add(_ location: VROOMDocument.Location, _ path: String) throws(RoutingFileError) -> Int {
    var row: Int
    if usesIndices {
      guard let index = location.index else { throw RoutingFileError("\(path)_index", "is missing; with matrices every place needs one") }
      guard index < size else { throw RoutingFileError("\(path)_index", "\(index) is no row of the matrices of \(size)") }
      row = index
    } else {
      guard let coordinate = location.coordinate else {
        throw RoutingFileError(path, "has only an index, but the file brings no matrices")
      }
      row = rows[coordinate] ?? coordinates.count
      if row == coordinates.count {
        rows[coordinate] = row
        coordinates.append(coordinate)
      }
    }
    if let x = location.longitude, let y = location.latitude { positions[row] = PlanePoint(x: x, y: y) }
    return row
  }

  private func givenSize() throws(RoutingFileError) -> Int {
    var size: Int?
    for (profile, given) in document.matrices.sorted(by: { $0.key < $1.key }) {
      for (name, matrix) in [("durations", given.durations), ("distances", given.distances), ("costs", given.costs)] {
        guard let matrix else { continue }
        guard matrix.count == size ?? matrix.count else {
          throw RoutingFileError("matrices.\(profile).\(name)", "has \(matrix.count) rows; another matrix has \(size ?? 0)")
        }
        size = matrix.count
      }
    }
    return size ?? 0
  }
}

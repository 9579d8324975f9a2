import Foundation

/// Small files of every format, written here, and the published ones beside the repository when they are there.
enum SampleFiles {
  static let solomon = """
    S4

    VEHICLE
    NUMBER     CAPACITY
      2         20

    CUSTOMER
    CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

        0      40         50          0          0       1236          0
        1      45         68         10          0        967         90
        2      45         70         10        100        870         90
        3      42         66         10         65        146         90
        4      42         68         10          0        782         90
    """

  static let prizes = """
    NAME : P3
    TYPE : PCVRPTW
    DIMENSION : 4
    VEHICLES : 1
    CAPACITY : 20
    SERVICE_TIME : 10
    EDGE_WEIGHT_TYPE : EUC_2D
    NODE_COORD_SECTION
    1 0 0
    2 3 4
    3 6 8
    4 100 100
    TIME_WINDOW_SECTION
    1 0 500
    2 0 400
    3 0 400
    4 0 400
    DEMAND_SECTION
    1 0
    2 5
    3 5
    4 5
    PRIZE_SECTION
    1 0
    2 50
    3 50
    4 7
    DEPOT_SECTION
    1
    -1
    EOF
    """

  static let orienteering = """
    1 0 3 1
    0 200
      0 35.00 35.00 0.00 0.00 0 0 0 230
      1 41.00 49.00 10.00 10.00 1 1 1 0 171
      2 35.00 17.00 10.00 7.00 1 1 1 50 60
      3 55.00 45.00 10.00 13.00 1 1 1 0 230
    """

  static let tour = """
    NAME: square
    TYPE: TSP
    COMMENT: four corners
    DIMENSION: 4
    EDGE_WEIGHT_TYPE: EUC_2D
    NODE_COORD_SECTION
    1 0 0
    2 0 10
    3 10 10
    4 10 0
    EOF
    """

  static let explicit = """
    NAME: triangle
    TYPE: TSP
    DIMENSION: 3
    EDGE_WEIGHT_TYPE: EXPLICIT
    EDGE_WEIGHT_FORMAT: LOWER_DIAG_ROW
    EDGE_WEIGHT_SECTION
    0 7 0 9
    11 0
    EOF
    """

  static let vroom = """
    {"vehicles":[
      {"id":1,"start_index":0,"end_index":0,"capacity":[4],"skills":[1,2],"time_window":[28800,43200],"max_tasks":4,"max_travel_time":7200,
       "breaks":[{"id":1,"time_windows":[[36000,37800]],"service":900}],
       "steps":[{"type":"start"},{"type":"job","id":20},{"type":"job","id":10},{"type":"end"}]},
      {"id":2,"description":"on foot","start_index":0,"end_index":0,"capacity":[1],"speed_factor":0.5}],
     "jobs":[
      {"id":10,"location_index":1,"setup":60,"service":300,"delivery":[2],"priority":20,"time_windows":[[30000,31000],[40000,41000]]},
      {"id":20,"location_index":2,"service":600,"delivery":[2],"priority":20,"skills":[2]},
      {"id":30,"description":"nobody can","location_index":3,"priority":20,"delivery":[1],"skills":[9]},
      {"id":40,"location_index":3,"priority":20,"delivery":[1]}],
     "matrices":{"car":{"durations":[[0,600,900,700],[600,0,500,400],[900,500,0,300],[700,400,300,0]],
                        "distances":[[0,5000,7000,6000],[5000,0,4000,3000],[7000,4000,0,2000],[6000,3000,2000,0]]}}}
    """

  /// Where the published instances lie, if they do.
  static var instances: URL? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/routing/instances")
    let named = ProcessInfo.processInfo.environment["RONDA_ROUTING_INSTANCES"].map { URL(fileURLWithPath: $0) }
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("solomon").path) }
  }

  static func files(in set: String, withExtension suffix: String) throws -> [URL] {
    guard let folder = instances?.appendingPathComponent(set) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == suffix }.sorted { $0.path < $1.path }
  }
}

/// The text formats of the literature, recognised by what stands in them.
public enum ClassicalFile {
  /// - Parameters:
  ///   - name: of the file, without directory and extension: Cordeau's instances are known by it.
  ///   - vehicles: in place of the file's fleet; the number of paths of a team orienteering problem.
  /// - Throws: `RoutingFileError` naming line and field.
  public static func read(_ bytes: [UInt8], name: String, vehicles: Int? = nil) throws(RoutingFileError) -> RoutingInstance {
    if let vehicles, vehicles < 1 { throw RoutingFileError("vehicles", "\(vehicles) vehicles; at least one is needed") }
    let lines = FieldLine.read(bytes)
    guard !lines.isEmpty else { throw RoutingFileError("file", "is empty") }
    let words = Set(lines.map { $0.text.prefix { $0 != ":" && !$0.isWhitespace }.uppercased() })
    if words.contains("NODE_COORD_SECTION") || words.contains("EDGE_WEIGHT_SECTION") || words.contains("DIMENSION") {
      let file = try KeywordFile(lines)
      let type = file.text("TYPE")?.uppercased() ?? ""
      let isTour = ["TSP", "ATSP"].contains(String(type.prefix { !$0.isWhitespace }))
      return isTour
        ? try TSPLIBReader(name: name, file: file).read() : try VRPLIBReader(name: name, file: file).read(vehicles: vehicles)
    }
    if words.contains("VEHICLE") { return try SolomonReader(name: name, lines: lines).read(vehicles: vehicles) }
    return try TeamOrienteeringReader(name: name, lines: lines).read(vehicles: vehicles)
  }
}

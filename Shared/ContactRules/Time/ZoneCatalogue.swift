/// Every zone that the data names. Read once, never changed.
struct ZoneCatalogue: Sendable {
  private let zones: [String: LocalZone]

  init(parsing text: String) throws(RuleDataError) {
    let file = "zones.csv"
    var zones: [String: LocalZone] = [:]
    // Many zones share a clock.
    var clocks: [String: LocalZone] = [:]
    for row in try CSVTable(parsing: text, file: file, required: ["zone", "posix"]).rows {
      let posix = row["posix"]
      if clocks[posix] == nil {
        guard let clock = PosixClock(posix) else {
          throw RuleDataError(file: file, line: row.line, column: "posix", problem: "is not a POSIX TZ string with M dates")
        }
        clocks[posix] = LocalZone(clock)
      }
      zones[row["zone"]] = clocks[posix]
    }
    self.zones = zones
  }

  /// `nil` for a zone that the data does not name.
  subscript(identifier: String) -> LocalZone? { zones[identifier] }
}

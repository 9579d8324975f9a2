import Contracts

/// In which zones the people of a jurisdiction live, and what else its parts are called.
struct JurisdictionZones: Sendable {
  private var zones: [Jurisdiction: [String]] = [:]
  private var subdivisions: [String: [String: String]] = [:]

  /// Fails at the first line that cannot be read or names a zone that `catalogue` does not know.
  init(parsing text: String, catalogue: ZoneCatalogue) throws(RuleDataError) {
    let file = "jurisdiction-zones.csv"
    for row in try CSVTable(parsing: text, file: file, required: ["country", "subdivision", "names", "zones"]).rows {
      let (country, subdivision) = (row["country"], row["subdivision"])
      let names = row["zones"].split(separator: "|").map(String.init)
      guard !names.isEmpty, names.allSatisfy({ catalogue[$0] != nil }) else {
        throw RuleDataError(file: file, line: row.line, column: "zones", problem: "names no zone, or one that zones.csv does not know")
      }
      zones[Jurisdiction(country, subdivision: subdivision.isEmpty ? nil : subdivision)] = names
      for name in row["names"].split(separator: "|") { subdivisions[country, default: [:]][String(name)] = subdivision }
    }
  }

  /// The most usual zone first. Those of the subdivision, else those of the country.
  func zones(of jurisdiction: Jurisdiction) -> [String] {
    zones[jurisdiction] ?? zones[Jurisdiction(jurisdiction.country)] ?? []
  }

  /// The code of a part that goes by another name, such as `C` for `CABA` or `SP` for `São Paulo`; the name itself, in capitals without
  /// accents, when it is not known.
  func code(of name: String, in country: String) -> String {
    let plain = String(name.uppercased().map { Self.plain[$0] ?? $0 })
    return subdivisions[country]?[plain] ?? plain
  }

  /// The capitals with accents that names in these countries have.
  private static let plain: [Character: Character] = [
    "Á": "A", "À": "A", "Â": "A", "Ã": "A", "Ä": "A", "É": "E", "È": "E", "Ê": "E", "Ë": "E", "Í": "I", "Ì": "I", "Î": "I", "Ï": "I",
    "Ó": "O", "Ò": "O", "Ô": "O", "Õ": "O", "Ö": "O", "Ú": "U", "Ù": "U", "Û": "U", "Ü": "U", "Ç": "C", "Ñ": "N",
  ]
}

/// Changes to rule data in tests. The lines that are changed hold no quoted line breaks.
extension String {
  struct NoSuchRow: Error {}

  func replacingRow(_ rule: String, clause: Int, columns: [String: String]) throws -> String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let header = lines[0].split(separator: ",").map(String.init)
    guard let index = lines.firstIndex(where: { $0.hasPrefix("\(rule),\(clause),") }) else { throw NoSuchRow() }
    var fields = lines[index].csvFields
    for (column, value) in columns {
      guard let position = header.firstIndex(of: column) else { throw NoSuchRow() }
      fields[position] = value
    }
    lines[index] = fields.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")
    return lines.joined(separator: "\n")
  }

  /// The fields of one line without doubled quotes.
  private var csvFields: [String] {
    var fields = [""]
    var quoted = false
    for character in self {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

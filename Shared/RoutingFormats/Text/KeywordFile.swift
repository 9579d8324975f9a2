/// A file of `KEY : value` lines and sections of numbers, as TSPLIB95 (G. Reinelt, 1995) and VRPLIB write them.
struct KeywordFile {
  struct Entry {
    let value: String
    let line: Int
  }

  private(set) var entries: [String: Entry] = [:]
  private(set) var sections: [String: [FieldLine]] = [:]

  init(_ lines: [FieldLine]) throws(RoutingFileError) {
    var section: String?
    for line in lines {
      let word = line.text.prefix { $0 != ":" && !$0.isWhitespace }.uppercased()
      if word.hasSuffix("_SECTION") {
        guard sections[word] == nil else { throw RoutingFileError(line: line.number, word, "comes a second time") }
        sections[word] = []
        section = word
      } else if word == "EOF" {
        break
      } else if let first = word.unicodeScalars.first, first.properties.isAlphabetic, let colon = line.text.firstIndex(of: ":") {
        let value = line.text[line.text.index(after: colon)...].drop(while: \.isWhitespace)
        entries[word] = Entry(value: String(value), line: line.number)
        section = nil
      } else if let section {
        sections[section]?.append(line)
      } else {
        throw RoutingFileError(line: line.number, String(line.text.prefix(40)), "is neither a keyword with a value nor part of a section")
      }
    }
  }

  func text(_ key: String) -> String? { entries[key]?.value }

  /// A whole number from 0 up.
  func count(_ key: String) throws(RoutingFileError) -> Int? {
    guard let entry = entries[key] else { return nil }
    let word = entry.value.prefix { !$0.isWhitespace }
    guard let value = Int(word) ?? Double(word).flatMap({ Int(exactly: $0) }), value >= 0 else {
      throw RoutingFileError(line: entry.line, key, "'\(entry.value.prefix(40))' is not a whole number from 0 up")
    }
    return value
  }

  func required(_ key: String) throws(RoutingFileError) -> Int {
    guard let value = try count(key) else { throw RoutingFileError(key, "is missing") }
    return value
  }

  func line(of key: String) -> Int? { entries[key]?.line }

  /// The lines of a section that gives one row to each of `count` nodes, in the nodes' order.
  /// - Throws: an error that names the node without a row, the one with two, or the number that is no node.
  func rows(_ name: String, of count: Int, columns: Int) throws(RoutingFileError) -> [FieldLine]? {
    guard let lines = sections[name] else { return nil }
    var rows = [FieldLine?](repeating: nil, count: count)
    for line in lines {
      let node = try line.count(0, "\(name) node number")
      guard (1...max(1, count)).contains(node), count > 0 else {
        throw RoutingFileError(line: line.number, name, "node \(node) is not within 1...\(count) (DIMENSION)")
      }
      guard rows[node - 1] == nil else { throw RoutingFileError(line: line.number, name, "node \(node) comes a second time") }
      guard line.fields.count > columns else {
        throw RoutingFileError(line: line.number, name, "node \(node) has \(line.fields.count - 1) values; \(columns) are needed")
      }
      rows[node - 1] = line
    }
    var complete: [FieldLine] = []
    complete.reserveCapacity(count)
    for (index, row) in rows.enumerated() {
      guard let row else { throw RoutingFileError(name, "node \(index + 1) is missing") }
      complete.append(row)
    }
    return complete
  }
}

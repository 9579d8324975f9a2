import Negotiation
import TestSupport
import Testing

/// The committed vectors: `reference.csv` was made by an independent implementation, `derived.csv` by hand and by this one.
struct Vector: Sendable, CustomTestStringConvertible {
  let line: Int
  let columns: [String: String]
  var testDescription: String { columns["id"] ?? "" }

  static let reference = load("reference.csv")
  static let derived = load("derived.csv")

  func worked() throws -> InstalmentCase { try InstalmentCase { columns[$0] } }

  static func load(_ name: String) -> [Vector] {
    let text: String
    do {
      text = try ProjectFiles.text("Tests/NegotiationTests/vectors/\(name)")
    } catch {
      preconditionFailure("\(name): \(error)")
    }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let head = lines.first else { return [] }
    return lines.enumerated().dropFirst().map { index, fields in
      Vector(line: index + 1, columns: Dictionary(uniqueKeysWithValues: zip(head, fields)))
    }
  }
}

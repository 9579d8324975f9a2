import Foundation
import RoutingFormats

/// Reads an answer back with another parser than ours.
enum JSONValueReader {
  static func read(_ text: String) -> JSONValue? {
    do {
      return value(try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed]))
    } catch {
      return nil
    }
  }

  private static func value(_ any: Any) -> JSONValue? {
    switch any {
    case let list as [Any]: .array(list.compactMap { value($0) })
    case let object as [String: Any]:
      .object(object.compactMap { name, any in value(any).map { JSONValue.Member(name, $0) } })
    case let text as String: .string(text)
    case let number as NSNumber: Int(exactly: number.doubleValue).map { .integer($0) } ?? .number(number.doubleValue)
    default: .null
    }
  }
}

extension JSONValue {
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  var elements: [JSONValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }
}

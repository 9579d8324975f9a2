package import Contracts

/// An object in a document, with readers that name the field when it is not what it should be. Null counts as absent.
package struct JSONObject: Sendable {
  let document: JSONDocument
  let index: Int
  let path: String

  /// The member called `name`, null included.
  package func member(_ name: String) -> JSONValue? {
    let wanted = name.utf8
    let length = wanted.count
    let first = wanted.first
    let end = Int(document.nodes[index].next)
    var key = index + 1
    while key < end {
      let node = document.nodes[key]
      if Int(node.end - node.start) == length, document.bytes[Int(node.start)] == first, document.holds(wanted, at: Int(node.start)) {
        return JSONValue(document: document, index: key + 1, parent: path, name: name)
      }
      key = Int(document.nodes[key + 1].next)
    }
    return nil
  }

  /// The member called `name`, unless it is null.
  package func value(_ name: String) -> JSONValue? {
    guard let value = member(name), !value.isNull else { return nil }
    return value
  }

  package func has(_ name: String) -> Bool { member(name) != nil }

  package func required(_ name: String) throws(RecordError) -> JSONValue {
    guard let value = value(name) else { throw missing(name) }
    return value
  }

  /// Hands on each member's name and value as they were sent.
  func forEachMember(_ body: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void) {
    let end = Int(document.nodes[index].next)
    var key = index + 1
    while key < end {
      let name = document.nodes[key]
      let value = document.nodes[key + 1]
      let quote = value.kind == .text ? 1 : 0
      body(document.bytes[Int(name.start)..<Int(name.end)], document.bytes[Int(value.start) - quote..<Int(value.end) + quote])
      key = Int(value.next)
    }
  }

  /// All members in their order: the name as it was sent, and the value.
  var members: [(name: ArraySlice<UInt8>, value: JSONValue)] {
    var members: [(ArraySlice<UInt8>, JSONValue)] = []
    let end = Int(document.nodes[index].next)
    var key = index + 1
    while key < end {
      let node = document.nodes[key]
      members.append(
        (document.bytes[Int(node.start)..<Int(node.end)], JSONValue(document: document, index: key + 1, parent: path, name: "?")))
      key = Int(document.nodes[key + 1].next)
    }
    return members
  }

  package func object(_ name: String) throws(RecordError) -> JSONObject? {
    guard let value = value(name) else { return nil }
    return try value.object()
  }

  package func elements(_ name: String, atMost limit: Int) throws(RecordError) -> [JSONValue] {
    guard let value = value(name) else { return [] }
    return try value.elements(atMost: limit)
  }

  package func text(_ name: String, atMost limit: Int) throws(RecordError) -> String? {
    guard let value = value(name) else { return nil }
    return try value.text(atMost: limit)
  }

  package func requiredText(_ name: String, atMost limit: Int) throws(RecordError) -> String {
    guard let text = try required(name).text(atMost: limit) else { throw missing(name) }
    return text
  }

  package func boolean(_ name: String) throws(RecordError) -> Bool? {
    guard let value = value(name) else { return nil }
    return try value.boolean()
  }

  package func integer(_ name: String, in range: ClosedRange<Int64>) throws(RecordError) -> Int64? {
    guard let value = value(name) else { return nil }
    return try value.integer(in: range)
  }

  package func date(_ name: String) throws(RecordError) -> CalendarDate? {
    guard let value = value(name) else { return nil }
    if let date = value.plainDate { return date }
    guard let text = try value.text(atMost: 40) else { return nil }
    guard let date = CalendarDate(text), date.isPlausible else {
      throw RecordError(.invalidDate, value.path, "expected a date such as 2026-11-22")
    }
    return date
  }

  package func requiredDate(_ name: String) throws(RecordError) -> CalendarDate {
    guard let date = try date(name) else { throw missing(name) }
    return date
  }

  package func instant(_ name: String) throws(RecordError) -> Instant? {
    guard let value = value(name) else { return nil }
    guard let text = try value.text(atMost: 40) else { return nil }
    guard let instant = Instant(text), instant.dateInUTC.isPlausible else {
      throw RecordError(.invalidDate, value.path, "expected an RFC 3339 time such as 2026-11-22T15:02:00.000Z")
    }
    return instant
  }

  /// One of an enumeration's words, in any case.
  package func word<Word: RawRepresentable & CaseIterable>(_ name: String, of type: Word.Type = Word.self) throws(RecordError) -> Word?
  where Word.RawValue == String {
    guard let value = value(name), let text = try value.text(atMost: 64) else { return nil }
    guard let word = Word(rawValue: text) ?? Word(rawValue: text.lowercased()) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw RecordError(.invalidValue, value.path, "expected one of \(words)")
    }
    return word
  }

  func missing(_ name: String) -> RecordError {
    RecordError(.missingField, path.isEmpty ? name : path + "." + name, "is missing")
  }
}

extension CalendarDate {
  /// Within what people live and owe: 1900 to 2199.
  var isPlausible: Bool { (1900...2199).contains(components.year) }
}

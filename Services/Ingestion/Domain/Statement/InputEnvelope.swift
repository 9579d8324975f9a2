/// What a record of an input topic says, whichever of the three forms it came in: CloudEvents in binary mode (`ce_*` headers),
/// CloudEvents in structured mode (one JSON object around `data`), or bare JSON.
package struct InputEnvelope: Sendable {
  package let type: String?
  package let eventID: String?
  package let data: JSONObject
  /// Of the data alone, so that the same event in another form is the same.
  package let hash: ContentHash

  /// Input values above this are refused; the topics' own limit is 256 KiB.
  package static let maximumBytes = 1 << 20

  /// - Parameter header: the text of a header, `nil` when there is none.
  package init(value: [UInt8]?, header: (String) -> String?) throws(RecordError) {
    guard let value, !value.isEmpty else { throw RecordError(.emptyValue, "", "the record has no value") }
    guard value.count <= Self.maximumBytes else {
      throw RecordError(.tooLarge, "", "the value has \(value.count) bytes, more than \(Self.maximumBytes)")
    }
    let contentType = header("content-type")
    try Self.check(version: header("ce_specversion"), schema: header("ce_dataschema"), contentType: contentType)
    let root = try JSONDocument(value).root
    guard root.isObject else { throw RecordError(.notAnObject, "", "the value is not a JSON object") }
    let body = try root.object()
    let isStructured = contentType.map(Self.isStructured) ?? false
    if isStructured || (header("ce_id") == nil && body.has("specversion") && body.has("data")) {
      try self.init(structured: body)
    } else {
      var type = header("ce_type")
      if type == nil { type = try body.text("type", atMost: 100) }
      if type == nil { type = try body.text("event_type", atMost: 100) }
      self.init(type: type, eventID: header("ce_id"), data: body)
    }
  }

  private init(structured body: JSONObject) throws(RecordError) {
    try Self.check(
      version: try body.requiredText("specversion", atMost: 16), schema: try body.text("dataschema", atMost: 500),
      contentType: try body.text("datacontenttype", atMost: 100))
    guard let data = body.value("data") else {
      guard body.has("data_base64") else { throw body.missing("data") }
      throw RecordError(.unsupportedContent, "data_base64", "send the event as JSON in data")
    }
    self.init(
      type: try body.requiredText("type", atMost: 100), eventID: try body.text("id", atMost: 256), data: try data.object().asRoot)
  }

  private init(type: String?, eventID: String?, data: JSONObject) {
    self.type = type
    self.eventID = eventID
    self.data = data
    hash = ContentHash(of: data.raw)
  }

  private static func isStructured(_ contentType: String) -> Bool {
    contentType.lowercased().hasPrefix("application/cloudevents+json")
  }

  /// CloudEvents 1.x, JSON, and the first major version of our schemas.
  private static func check(version: String?, schema: String?, contentType: String?) throws(RecordError) {
    if let version, !version.hasPrefix("1.") {
      throw RecordError(.unsupportedVersion, "specversion", "expected a version 1 of CloudEvents")
    }
    if let major = schema.flatMap(majorVersion), major != "1" {
      throw RecordError(.unsupportedVersion, "dataschema", "only the major version 1 is taken here")
    }
    if contentType == "application/json" { return }
    guard let essence = contentType?.prefix(while: { $0 != ";" }).lowercased(), !essence.isEmpty else { return }
    guard essence == "application/json" || essence.hasSuffix("+json") || essence == "text/json" else {
      throw RecordError(.unsupportedContent, "datacontenttype", "expected application/json")
    }
  }

  /// The number of the last part of a schema's name that looks like `v2`.
  private static func majorVersion(_ schema: String) -> Substring? {
    let parts = schema.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "#") }
    let version = parts.last { part in
      part.count > 1 && part.first == UInt8(ascii: "v")
        && part.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    return version.map { Substring($0.dropFirst()) }
  }
}

extension JSONValue {
  var isObject: Bool { document.nodes[index].kind == .object }
}

extension JSONObject {
  /// The same object with paths that begin at it.
  var asRoot: JSONObject { JSONObject(document: document, index: index, path: "") }
}

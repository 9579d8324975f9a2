/// What is kept of a statement as it came, so that nothing a bank says is lost, be it known to Ronda or not.
enum StatementDetails {
  /// Stored in columns of their own, or only of use while the event travels.
  private static let elsewhere: Set<String> = [
    "creditor_id", "account_number", "product_code", "product_type", "branch_code", "currency", "days_past_due", "oldest_due_date",
    "risk_score", "attributes", "sequence", "business_date", "type", "event_type", "debtor", "parties", "addresses", "contacts",
  ]

  /// A JSON object of all other members.
  static func extract(from object: JSONObject) -> [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    object.forEachMember { name, value in
      if !elsewhere.contains(String(decoding: name, as: UTF8.self)) { append(name, value, to: &result) }
    }
    result.append(UInt8(ascii: "}"))
    return result
  }

  /// A JSON object of the named members that are there.
  static func members(_ names: [String], of object: JSONObject) -> [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    for name in names {
      guard let value = object.value(name) else { continue }
      append(Array(name.utf8)[...], value.raw, to: &result)
    }
    result.append(UInt8(ascii: "}"))
    return result
  }

  private static func append(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, to result: inout [UInt8]) {
    if result.count > 1 { result.append(UInt8(ascii: ",")) }
    result.append(UInt8(ascii: "\""))
    result.append(contentsOf: name)
    result.append(UInt8(ascii: "\""))
    result.append(UInt8(ascii: ":"))
    result.append(contentsOf: value)
  }
}

/// Free attributes for segmentation, flattened to texts.
enum AttributeReader {
  /// The attribute that `debtor.status` becomes.
  static let customerStatus = "customer_status"
  static let maximumCount = 100
  static let maximumNameLength = 64
  static let maximumValueLength = 1_024

  /// Numbers keep their digits, lists and objects their JSON; null is left out.
  static func read(_ object: JSONObject) throws(RecordError) -> [String: String]? {
    guard let attributes = try object.object("attributes") else { return nil }
    var result: [String: String] = [:]
    for (name, value) in attributes.members where !value.isNull {
      guard name.count <= maximumNameLength else {
        throw RecordError(.tooLong, "attributes", "a name is longer than \(maximumNameLength) characters")
      }
      guard value.raw.count <= maximumValueLength else {
        throw RecordError(.tooLong, "attributes", "a value is longer than \(maximumValueLength) characters")
      }
      result[JSONText.unescaped(name)] = value.isText ? value.plainText : String(decoding: value.raw, as: UTF8.self)
    }
    guard result.count <= maximumCount else {
      throw RecordError(.tooMany, "attributes", "there are more than \(maximumCount) attributes")
    }
    return result
  }
}

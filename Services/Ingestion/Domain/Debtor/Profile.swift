package import Contracts

/// What is known of the people and places behind one account, and since when.
package struct Profile: Sendable {
  package let accountID: AccountID
  package var since: CalendarDate
  package var statement: ProfileStatement

  package init(accountID: AccountID, since: CalendarDate, statement: ProfileStatement) {
    self.accountID = accountID
    self.since = since
    self.statement = statement
  }
}

extension ProfileStatement {
  /// This statement on top of what was said before: parts that it does not have stay, and so do members of the person.
  package func over(_ earlier: ProfileStatement, currency: Currency?) throws(RecordError) -> ProfileStatement {
    let new = try JSONDocument(body).root.object()
    let old = try JSONDocument(earlier.body).root.object()
    let merged = JSONOverlay.merge(new, over: old, mergingInside: ["debtor"])
    guard let profile = try ProfileReader(currency: currency).read(try JSONDocument(merged).root.object()) else { return self }
    return profile
  }
}

enum JSONOverlay {
  /// The members of both objects, the first one's where both have one.
  ///
  /// - Parameter inside: members that are objects themselves and are merged in the same way.
  static func merge(_ new: JSONObject, over old: JSONObject, mergingInside inside: Set<String> = []) -> [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    func add(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
      if result.count > 1 { result.append(UInt8(ascii: ",")) }
      result.append(UInt8(ascii: "\""))
      result += name
      result.append(UInt8(ascii: "\""))
      result.append(UInt8(ascii: ":"))
      result += value
    }
    for (name, value) in new.members {
      let text = String(decoding: name, as: UTF8.self)
      if inside.contains(text), let below = old.value(text), let first = try? value.object(), let second = try? below.object() {
        add(name, merge(first, over: second)[...])
      } else {
        add(name, value.raw)
      }
    }
    for (name, value) in old.members where new.member(String(decoding: name, as: UTF8.self)) == nil { add(name, value.raw) }
    result.append(UInt8(ascii: "}"))
    return result
  }

  /// The object without some of its members.
  static func without(_ names: Set<String>, _ object: JSONObject) -> [UInt8] {
    let kept = object.members.filter { !names.contains(String(decoding: $0.name, as: UTF8.self)) }
      .map { Array("\"".utf8) + $0.name + Array("\":".utf8) + $0.value.raw }
    return Array("{".utf8) + Array(kept.joined(separator: [UInt8(ascii: ",")])) + Array("}".utf8)
  }
}

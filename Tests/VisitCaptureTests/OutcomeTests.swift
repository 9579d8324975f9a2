import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("What devices may record")
struct OutcomeTests {
  private func tree(_ country: String, third: String = "message_left", reason: String? = nil, contacts: Int = 3) -> String {
    func outcome(_ code: String, asks: Bool = false) -> String {
      #"{"code":"\#(code)","name_es":"Sí","name_en":"Yes","takes_promise":false,"asks_reason":\#(asks)}"#
    }
    let all = [("right_party", outcome("wants_plan", asks: true)), ("third_party", outcome(third)), ("no_contact", outcome("nobody_home"))]
    let types = all.prefix(contacts).map { #"{"code":"\#($0)","name_es":"N","name_en":"N","outcomes":[\#($1)]}"# }
    let reasons = reason.map { #","reasons":[{"code":"\#($0)","name_es":"Motivo","name_en":"Reason"}]"# } ?? ""
    return #"{"country":"\#(country)","contact_types":[\#(types.joined(separator: ","))]\#(reasons)}"#
  }

  @Test(
    "X03: an administrator publishes the next version of a tree, once; devices get it, and what a device recorded by the former one is taken"
  )
  func publication() async throws {
    try await withCapture { capture in
      func publish(_ body: String) async throws -> (status: Int, version: JSONValue?) {
        let answer = try await capture.send("POST", "outcomes", as: Capture.administrator, body)
        return (answer.status, try EventCoding.decode(JSONValue.self, from: answer.body)["version"])
      }
      let first = try await publish(tree("PE", reason: "illness"))
      #expect(first.status == 201 && first.version == .integer(2))
      let again = try await publish(tree("PE", reason: "illness"))
      #expect(again.status == 200 && again.version == .integer(2))
      let package: JSONValue = try await capture.get("package?date=2026-11-23", as: Capture.ana)
      #expect(package["outcomes"]?.array?.first { $0["country"] == "PE" }?["version"] == .integer(2))
      let records = [
        Records.visit(1, outcome: "wants_plan", extra: #","tree_version":2,"reason":"illness""#),
        Records.visit(2, outcome: "wants_plan", at: "2026-11-23T12:35:00Z", extra: #","tree_version":1"#),
        Records.visit(3, outcome: "refuses_to_pay", at: "2026-11-23T12:36:00Z", extra: #","tree_version":1"#),
        Records.visit(4, outcome: "refuses_to_pay", at: "2026-11-23T12:37:00Z"),
        Records.visit(5, outcome: "wants_plan", at: "2026-11-23T12:38:00Z", extra: #","reason":"oversight""#),
      ]
      let results = try await capture.post(Records.batch(visits: records)).results
      #expect(results.map(\.code) == [nil, "unknown_outcome", nil, "unknown_outcome", "reason_not_offered"])
      // A country that had none has its first one; the others keep theirs.
      #expect(try await publish(tree("EC")).version == .integer(1))
      let all: JSONValue = try await capture.get("outcomes", as: Capture.ana)
      #expect(all["items"]?.array?.map { [$0["country"], $0["version"]] } == [["*", 1], ["CO", 1], ["EC", 1], ["PE", 2]])
    }
  }

  @Test("X03: no reasons are published where asking for them is forbidden, nor a tree that a device could not use; nobody else publishes")
  func refusals() async throws {
    try await withCapture { capture in
      let wrong: [(body: String, field: String, code: String)] = [
        (tree("CO", reason: "illness"), "reasons", "reason_forbidden"), (tree("*", reason: "illness"), "reasons", "reason_forbidden"),
        (tree("Peru"), "country", "invalid"), (tree("PE", contacts: 2), "contact_types", "invalid"),
        (tree("PE", third: "wants_plan"), "contact_types", "repeated"), (tree("PE", third: "Se fue"), "contact_types", "invalid"),
        (tree("PE", reason: ""), "reasons", "invalid"),
      ]
      for (body, field, code) in wrong {
        let answer = try await capture.send("POST", "outcomes", as: Capture.administrator, body)
        let fault = try capture.fault(answer).errors?.first
        #expect(answer.status == 422 && fault?.field == field && fault?.code == code, "\(body)")
      }
      #expect(try await capture.send("POST", "outcomes", as: Capture.administrator, tree("CO")).status == 201)
      for viewer in [Capture.ana, Capture.supervisor, Capture.gateway] {
        #expect(try await capture.send("POST", "outcomes", as: viewer, tree("PE")).status == 403)
      }
    }
  }
}

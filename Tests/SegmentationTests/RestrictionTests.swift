import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct RestrictionTests {
  /// Three accounts of two debtors: 1 and 3 belong to the first.
  private func withOffice(_ body: (Office) async throws -> Void) async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(2)])
      try await office.learn(accounts: [try account(1), try account(2), try account(3, debtor: 1)])
      try await body(office)
    }
  }

  private func restrictions(_ office: Office) async throws -> [RestrictionsChanged] {
    try await office.service.published(RestrictionsChanged.self)
  }

  @Test("X10: a flag set at ten empties the debtor's worklist in the same transaction, and lifting it puts the same tasks back")
  func flag() async throws {
    try await withOffice { office in
      let before = try await office.openVisits()
      #expect(before.count == 3)
      let path = "debtors/\(try id("debtor", 1) as DebtorID)/flags/do_not_contact"
      #expect(try await office.send(.put, path, #"{"reason": "asked by letter"}"#).status == .noContent)
      #expect(try await office.openVisits().map(\.accountID) == [try id("account", 2)])
      let event = try #require(try await restrictions(office).last)
      #expect(event.restrictions.map(\.kind) == [.doNotContact])
      #expect(event.restrictions.first?.accountID == nil)
      #expect(!String(decoding: try EventCoding.encode(event), as: UTF8.self).contains("letter"))
      // Again changes nothing.
      #expect(try await office.send(.put, path, "{}").status == .noContent)
      #expect(try await restrictions(office).count == 1)
      #expect(try await office.send(.delete, path).status == .noContent)
      #expect(Set(try await office.openVisits().map(\.taskID)) == Set(before.map(\.taskID)))
      #expect(try await restrictions(office).last?.restrictions == [])
      #expect(try await office.send(.delete, path).status == .notFound)
    }
  }

  @Test("X10: each flag pauses; one of a debt pauses that debt alone", arguments: RestrictionKind.allCases.filter { $0 != .excluded })
  func everyFlag(kind: RestrictionKind) async throws {
    try await withOffice { office in
      let path = "debtors/\(try id("debtor", 1) as DebtorID)/flags/\(kind.rawValue)"
      let accountID: AccountID = try id("account", 1)
      let ofAccount = try await office.send(.put, path, #"{"account_id": "\#(accountID)"}"#)
      if kind.isPersonal {
        #expect(ofAccount.status == .unprocessableContent)
        #expect(try await office.send(.put, path, "{}").status == .noContent)
      } else {
        #expect(ofAccount.status == .noContent)
      }
      let left: Set<AccountID> = kind.isPersonal ? [try id("account", 2)] : [try id("account", 2), try id("account", 3)]
      #expect(Set(try await office.openVisits().map(\.accountID)) == left)
    }
  }

  @Test("X10: a flag of the person that the bank sets on one account holds for the debtor's others")
  func sibling() async throws {
    try await withOffice { office in
      var flags = AccountFlags()
      flags.deceased = true
      try await office.learn(accounts: [try account(3, flags: flags, version: 2, debtor: 1)])
      #expect(try await office.openVisits().map(\.accountID) == [try id("account", 2)])
      try await office.learn(accounts: [try account(3, version: 3, debtor: 1)])
      #expect(try await office.openVisits().count == 3)
    }
  }

  @Test("X10: a flag with a last day ends by itself after that day in the debtor's zone")
  func ending() async throws {
    try await withOffice { office in
      let path = "debtors/\(try id("debtor", 2) as DebtorID)/flags/hardship"
      #expect(try await office.send(.put, path, #"{"valid_until": "2026-11-24"}"#).status == .noContent)
      office.service.clock.set(instant("2026-11-25T04:59:59Z"))
      try await office.worker.runOnce()
      #expect(try await office.openVisits().count == 2)
      office.service.clock.set(instant("2026-11-25T05:00:00Z"))
      try await office.worker.runOnce()
      #expect(try await office.openVisits().count == 3)
      #expect(try await restrictions(office).map(\.restrictions.count) == [1, 0])
    }
  }

  @Test("V54: an account on an exclusion list is out of all worklists at once, by hand or by file, and back when it is taken off")
  func exclusion() async throws {
    try await withOffice { office in
      let names = #"{"kind": "exclusion", "name_es": "Empleados", "name_en": "Employees"}"#
      #expect(try await office.send(.put, "lists/employees", names).status == .noContent)
      let accountID: AccountID = try id("account", 1)
      let stranger: AccountID = try id("account", 77)
      let added = try await office.send(
        .post, "lists/employees/members", #"{"account_ids": ["\#(accountID)", "\#(stranger)"]}"#)
      #expect(added.status == .ok && String(buffer: added.body).contains(stranger.description))
      #expect(try await office.openVisits().contains { $0.accountID == accountID } == false)
      #expect(try await office.openVisits().count == 2)
      #expect(try await restrictions(office).last?.restrictions.first?.listID == ListID("employees"))
      let members = String(buffer: try await office.send(.get, "lists/employees/members").body)
      #expect(members.contains(accountID.description))
      try await office.exclude([try exclusion(of: 2, version: 1)])
      #expect(try await office.openVisits().map(\.accountID) == [try id("account", 3)])
      // A lower version is old news.
      try await office.exclude([try exclusion(of: 2, active: false, version: 1)])
      #expect(try await office.openVisits().count == 1)
      try await office.exclude([try exclusion(of: 2, active: false, version: 2)])
      #expect(try await office.send(.post, "lists/employees/removals", #"{"account_ids": ["\#(accountID)"]}"#).status == .ok)
      #expect(try await office.openVisits().count == 3)
    }
  }

  private func exclusion(of number: Int, active: Bool = true, version: Int64) throws -> ExclusionChanged {
    ExclusionChanged(
      debtorID: try id("debtor", number), accountID: nil, listID: ListID("court-orders"), kind: .excluded, active: active,
      validUntil: nil, version: version, changedAt: instant("2026-11-22T15:00:00Z"))
  }

  @Test("V54: a work list can be asked about in a condition, and takes nobody out of anything")
  func workList() async throws {
    try await withOffice { office in
      let names = #"{"kind": "work", "name_es": "Campaña", "name_en": "Campaign"}"#
      #expect(try await office.send(.put, "lists/campaign", names).status == .noContent)
      let debtorID: DebtorID = try id("debtor", 1)
      #expect(try await office.send(.post, "lists/campaign/members", #"{"debtor_ids": ["\#(debtorID)"]}"#).status == .ok)
      #expect(try await office.openVisits().count == 3)
      #expect(try await office.count("list.campaign") == 2)
      #expect(try await office.send(.put, "lists/campaign", names.replacing("work", with: "exclusion")).status == .conflict)
    }
  }

  @Test("only supervisors and administrators set flags, on debtors of their creditors, and a wrong name is refused")
  func permissions() async throws {
    try await withOffice { office in
      let path = "debtors/\(try id("debtor", 1) as DebtorID)/flags/dispute"
      #expect(try await office.send(.put, path, "{}", as: office.viewer(.collector)).status == .forbidden)
      let elsewhere = try office.viewer(.supervisor, creditors: ["crediya"])
      #expect(try await office.send(.put, path, "{}", as: elsewhere).status == .notFound)
      #expect(try await office.send(.put, path.replacing("dispute", with: "excluded"), "{}").status == .unprocessableContent)
      #expect(try await office.send(.put, "lists/No-Good", "{}").status == .unprocessableContent)
      #expect(
        try await office.send(.post, "lists/nobody/members", #"{"debtor_ids": ["\#(try id("debtor", 1) as DebtorID)"]}"#).status
          == .notFound)
      #expect(try await office.send(.post, "lists/nobody/members", "{}").status == .unprocessableContent)
    }
  }

  @Test("C19: whoever is bound to creditors sees the members and flags of these creditors' debtors and accounts, and no others")
  func scope() async throws {
    try await withOffice { office in
      // The first debtor owes another creditor as well; the fourth owes nobody else.
      try await office.learn(debtors: [try debtor(4)])
      try await office.learn(accounts: [try account(5, creditor: "crediya", debtor: 1), try account(4, creditor: "crediya")])
      let (own, other): (AccountID, AccountID) = (try id("account", 1), try id("account", 5))
      let (shared, strange): (DebtorID, DebtorID) = (try id("debtor", 1), try id("debtor", 4))
      let names = #"{"kind": "exclusion", "name_es": "Empleados", "name_en": "Employees"}"#
      #expect(try await office.send(.put, "lists/employees", names).status == .noContent)
      let members =
        #"{"account_ids": ["\#(own)", "\#(other)", "\#(try id("account", 4) as AccountID)"], "debtor_ids": ["\#(shared)", "\#(strange)"]}"#
      #expect(try await office.send(.post, "lists/employees/members", members).status == .ok)
      #expect(try await office.send(.put, "debtors/\(shared)/flags/dispute", #"{"account_id": "\#(other)"}"#).status == .noContent)
      let andes = try office.viewer(.supervisor, creditors: ["andes"])
      func seen(_ path: String, as viewer: Viewer?) async throws -> [[JSONValue?]] {
        let page = try office.json(try await office.send(.get, path, as: viewer))
        return page["items"]?.array?.map { [$0["debtor_id"] ?? $0["kind"], $0["account_id"]] } ?? []
      }
      let (first, one): (JSONValue, JSONValue) = (.string(shared.description), .string(own.description))
      #expect(Set(try await seen("lists/employees/members", as: andes)) == [[first, one], [first, nil]])
      #expect(try await seen("lists/employees/members", as: nil).count == 5)
      #expect(Set(try await seen("debtors/\(shared)/flags", as: andes)) == [["excluded", one], ["excluded", nil]])
      #expect(try await seen("debtors/\(shared)/flags", as: nil).count == 4)
      func counted(as viewer: Viewer?) async throws -> JSONValue? {
        try office.json(try await office.send(.get, "lists", as: viewer))["items"]?.array?.first { $0["list_id"] == "employees" }?[
          "members"]
      }
      #expect(try await counted(as: andes) == 2)
      #expect(try await counted(as: nil) == 5)
    }
  }
}

import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Approvals")
struct ApprovalTests {
  private let now = Samples.instant("2026-11-23T13:00:00Z")
  private let waived5 = Deals.terms(extra: #","waivers":{"interest":"0.5","late_interest":"0.25"}"#)
  private let waived15 = Deals.terms(extra: #","waivers":{"interest":"0.5","late_interest":"1","fees":"0.5"}"#)
  private let waived25 = Deals.terms(extra: #","waivers":{"principal":"0.25","interest":"0.5"}"#)

  @Test("V53: 5 % is the agent's own affair, 10 % the supervisor's, 25 % the administrator's; the highest of all measures counts")
  func levels() throws {
    let plan = try Deals.plan()
    #expect(try Deals.quote(waived5, plan).approvalLevel == 0)
    #expect(try Deals.quote(waived15, plan).approvalLevel == 1)
    #expect(try Deals.quote(waived25, plan).approvalLevel == 2)
    #expect(try Deals.quote(Deals.terms(first: "2027-01-05"), plan).approvalLevel == 1)
    #expect(try Deals.quote(waived5, plan, Deals.subject(brokenAgreements: 1)).approvalLevel == 2)
  }

  private struct Plans: Decodable { let items: [ReliefPlan] }

  @Test("V53: under the plan that Ronda comes with, 5 % is within the agent's authority, and 20 % takes level 2")
  func delivered() async throws {
    try await withCapture { capture in
      let plans = try await capture.get("relief-plans", as: Capture.ana, Plans.self).items
      let approvals = try #require(plans.first { $0.code == "alivio" }).approvals
      let account = Deals.subject().account
      for (share, level) in [(500, 0), (501, 1), (1_500, 1), (2_000, 2)] as [(Int64, Int)] {
        #expect(approvals.level(of: [.waivedBasisPoints: share], for: account) == level)
      }
    }
  }

  @Test("X09: rules by creditor, age and balance hold only there")
  func authority() throws {
    func level(_ rule: String) throws -> Int {
      let matrix = """
        {"rules":[{"measure":"waived_basis_points","above":0,"level":1\(rule)}],"levels":[{"level":1,"roles":["supervisor"],"approvals":1}],
         "expires_after_hours":48}
        """
      return try Deals.quote(waived5, try Deals.plan(["approvals": matrix])).approvalLevel
    }
    #expect(try level("") == 1)
    #expect(try level(#","creditor_id":"andes","from_day":45,"to_day":45,"from_balance_minor":100000,"to_balance_minor":100000"#) == 1)
    for rule in [
      #","creditor_id":"crediya""#, #","from_day":46"#, #","to_day":44"#, #","from_balance_minor":100001"#, #","to_balance_minor":99999"#,
    ] { #expect(try level(rule) == 0, "\(rule)") }
    let nobody = #"{"rules":[{"measure":"instalments","above":1,"level":3}],"levels":[],"expires_after_hours":48}"#
    #expect(throws: RecordProblem.self) { try Deals.plan(["approvals": nobody]).check() }
  }

  private func proposed(_ terms: String, _ changes: [String: String] = [:]) throws -> (Agreement, ApprovalMatrix) {
    let plan = try Deals.plan(changes)
    var agreement = try Deals.draft(terms, plan)
    try agreement.propose(openUntil: now.advanced(by: Seconds(3_600)), at: now)
    return (agreement, plan.approvals)
  }

  private func authority(_ approver: Approver, _ terms: String, given: [GivenApproval] = [], at instant: Instant? = nil) throws -> StaffID {
    let (agreement, matrix) = try proposed(terms)
    return try ApprovalDesk.authority(of: approver, for: agreement, under: matrix, given: given, at: instant ?? now)
  }

  private func refusal(_ approver: Approver, _ terms: String, given: [GivenApproval] = [], at instant: Instant? = nil) -> String? {
    #expect(throws: RecordProblem.self) { try authority(approver, terms, given: given, at: instant) }?.code
  }

  @Test("X09: the requester never approves, not even through somebody who stands in, nor anybody twice, nor after it has expired")
  func fourEyes() throws {
    let boss = Approver(staffID: Samples.supervisor, roles: [.supervisor])
    #expect(try authority(boss, waived15) == Samples.supervisor)
    #expect(refusal(boss, waived25) == "authority_missing")
    #expect(try authority(Approver(staffID: Samples.id(5), roles: [.administrator]), waived15) == Samples.id(5))
    #expect(refusal(Approver(staffID: Samples.ana, roles: [.administrator]), waived15) == "own_request")
    #expect(refusal(Approver(staffID: Samples.bruno, roles: [.collector]), waived15) == "authority_missing")
    #expect(refusal(boss, waived15, at: now.advanced(by: Seconds(3_600))) == "expired")
    let before = GivenApproval(approverID: Samples.bruno, authorityOf: Samples.supervisor)
    #expect(refusal(boss, waived15, given: [before]) == "already_approved")
    func standIn(for delegator: StaffID, from: Int = -1, to: Int = 1) -> Approver {
      let delegation = ApprovalDelegation(
        delegatorID: delegator, delegatorRoles: [.supervisor], validFrom: now.advanced(by: Seconds(from)),
        validTo: now.advanced(by: Seconds(to)))
      return Approver(staffID: Samples.bruno, roles: [.collector], delegations: [delegation])
    }
    #expect(try authority(standIn(for: Samples.supervisor), waived15) == Samples.supervisor)
    #expect(refusal(standIn(for: Samples.supervisor), waived25) == "authority_missing")
    #expect(refusal(standIn(for: Samples.supervisor, to: 0), waived15) == "authority_missing")
    #expect(refusal(standIn(for: Samples.ana), waived15) == "authority_missing")
  }

  @Test("X09: where two have to agree, one is not enough")
  func two() throws {
    let matrix = Deals.approvals.replacing(#"["supervisor"],"approvals":1"#, with: #"["supervisor"],"approvals":2"#)
    let (agreement, approvals) = try proposed(waived15, ["approvals": matrix])
    let first = GivenApproval(approverID: Samples.supervisor, authorityOf: Samples.supervisor)
    let second = GivenApproval(approverID: Samples.otherSupervisor, authorityOf: Samples.otherSupervisor)
    #expect(ApprovalDesk.proof(for: agreement, under: approvals, given: [first]) == nil)
    #expect(ApprovalDesk.proof(for: agreement, under: approvals, given: [first, first]) == nil)
    #expect(ApprovalDesk.proof(for: agreement, under: approvals, given: [first, second])?.approvers.count == 2)
  }

  @Test("V53 X09: over HTTP: proposed, refused to the wrong people, approved by the right ones, rejected, and expired")
  func flow() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let struck = try await capture.strike(Deals.report(1, terms: waived15, extra: ",\"signature\":\(Deals.signature)"))
      #expect(try capture.deal(struck).agreement.state == .proposed)
      #expect(try await capture.decide(1, true, as: Capture.ana).status == 403)
      #expect(try await capture.decide(1, true, as: Capture.otherSupervisor).status == 404)
      // Nothing may be signed before it is approved.
      let early = try await capture.send("POST", "agreements/\(Deals.agreementID(1))/signature", as: Capture.ana, Deals.signature)
      #expect(early.status == 409)
      let approved = try await capture.decide(1, true, as: Capture.supervisor)
      #expect(try capture.deal(approved).agreement.state == .approved)
      #expect(try await capture.decide(1, true, as: Capture.supervisor).status == 409)
      #expect(try await capture.causes() == ["drafted", "proposed", "approved"])
      // The supervisor's own deal goes to the administrator.
      let pedro = Deals.report(2, terms: waived15, account: Samples.pedroAccount)
      #expect(try await capture.strike(pedro, as: Capture.supervisor).status == 201)
      #expect(try await capture.decide(2, true, as: Capture.supervisor).status == 403)
      #expect(try capture.deal(try await capture.decide(2, false, as: Capture.administrator)).agreement.state == .rejected)
    }
  }

  @Test("X09: a delegate stands in for as long as the delegation lasts")
  func delegate() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: waived15)).status == 201)
      #expect(try await capture.decide(1, true, as: Capture.bruno).status == 404)
      let delegation = """
        {"delegate_id":"\(Samples.bruno)","valid_from":"2026-11-23T12:00:00.000Z","valid_to":"2026-11-24T12:00:00.000Z"}
        """
      #expect(try await capture.send("POST", "approval-delegations", as: Capture.supervisor, delegation).status == 204)
      #expect(try capture.deal(try await capture.decide(1, true, as: Capture.bruno)).agreement.state == .approved)
      let own = delegation.replacing("\(Samples.bruno)", with: "\(Samples.supervisor)")
      #expect(try await capture.send("POST", "approval-delegations", as: Capture.supervisor, own).status == 422)
      let endless = delegation.replacing("2026-11-24T12", with: "2027-11-24T12")
      #expect(try await capture.send("POST", "approval-delegations", as: Capture.supervisor, endless).status == 422)
    }
  }

  @Test("V53: nobody having decided in time, the request goes back to the agent, who may propose anew")
  func expiry() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: waived15)).status == 201)
      let again = try await capture.strike(Deals.report(2, terms: waived15))
      #expect(try capture.fault(again).errors?.map(\.code) == ["agreement_open"])
      capture.service.clock.advance(by: 48 * 3_600)
      #expect(try await capture.decide(1, true, as: Capture.supervisor).status == 409)
      try await capture.service.database.work { _ = try await AgreementKeeper().judgeDue(limit: 10, in: $0) }
      #expect(try await capture.causes() == ["drafted", "proposed", "approval_expired"])
      let anew = Deals.report(2, terms: waived15, made: "2026-11-25T12:30:00.000Z")
      #expect(try await capture.strike(anew).status == 201)
    }
  }
}

import Contracts
import Negotiation
import TestSupport
import Testing
import VisitCapture

@Suite("The life of an agreement")
struct AgreementLifeTests {
  private let now = Samples.instant("2026-11-23T13:00:00Z")
  private let later = Samples.instant("2026-11-24T13:00:00Z")
  /// 25 % of the debt: an administrator has to agree.
  private let large = Deals.terms(extra: #","waivers":{"principal":"0.25"}"#)

  private enum Step: CaseIterable {
    case propose, approveByPolicy, approveByOne, approveByRequester, reject, expire, sign, activate, cancel, follow, pay, reverse
  }

  private func take(_ step: Step, _ agreement: inout Agreement) throws {
    switch step {
    case .propose: try agreement.propose(openUntil: now, at: now)
    case .approveByPolicy:
      if let proof = ApprovalProof.byPolicy(level: 0) { try agreement.approve(proof, signUntil: later, at: now) }
    case .approveByOne:
      let given = [GivenApproval(approverID: Samples.id(5), authorityOf: Samples.id(5))]
      let proof = ApprovalDesk.proof(for: agreement, under: try Deals.plan().approvals, given: given)
      try agreement.approve(try #require(proof), signUntil: later, at: now)
    case .approveByRequester:
      let given = [GivenApproval(approverID: Samples.ana, authorityOf: Samples.ana)]
      #expect(ApprovalDesk.proof(for: agreement, under: try Deals.plan().approvals, given: given) == nil)
    case .reject: try agreement.reject(at: now)
    case .expire: try agreement.expire(at: now)
    case .sign: try agreement.sign(documentSHA256: "00", at: now)
    case .activate: try agreement.activate(at: now)
    case .cancel: try agreement.cancel(at: now)
    case .follow where agreement.state == .completed: break
    case .follow:
      _ = try agreement.follow(AgreementProgress(agreement, [], on: Samples.date("2028-01-01")), at: now)
    case .pay:
      let all = payments([("2026-12-01", agreement.quote.totalMinor)])
      _ = try agreement.follow(AgreementProgress(agreement, all, on: Samples.date("2026-12-02")), at: now)
    case .reverse: _ = try agreement.follow(AgreementProgress(agreement, [], on: Samples.date("2026-12-02")), at: now)
    }
  }

  @Test("V52: no path through the states skips an approval, and every step makes exactly the next version", arguments: 1...40)
  func paths(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    for terms in [large, Deals.terms()] {
      var agreement = try Deals.draft(terms, try Deals.plan())
      let level = agreement.event.approvalLevel
      var isApprovedByPeople = false
      for _ in 0..<30 {
        let before = agreement
        let step = try #require(Step.allCases.randomElement(using: &random))
        do {
          try take(step, &agreement)
          if step == .approveByOne { isApprovedByPeople = true }
        } catch {
          #expect(error is RecordProblem)
          #expect(agreement == before)
        }
        if agreement.state != before.state {
          #expect(AgreementLife.next(before.state).contains(agreement.state))
          #expect(agreement.event.version > before.event.version)
        }
        if [.approved, .signed, .active, .completed, .defaulted, .cancelled].contains(agreement.state) {
          #expect(level == 0 || isApprovedByPeople)
        }
      }
    }
  }

  @Test("V52: nothing but the steps of the life is legal")
  func legal() {
    let expected: [AgreementState: Set<AgreementState>] = [
      .draft: [.proposed], .proposed: [.approved, .rejected], .approved: [.signed, .cancelled], .signed: [.active],
      .active: [.completed, .defaulted, .cancelled], .rejected: [], .completed: [.active], .defaulted: [], .cancelled: [],
    ]
    for state in AgreementState.allCases { #expect(AgreementLife.next(state) == expected[state]) }
  }

  // MARK: - Following

  private func payments(_ list: [(String, Int64)]) -> [NetPayment] {
    list.map { date, amount in Deals.payment(amount, on: date) }
  }

  @Test("V51: paid on the last day of grace is in time, a day later is late")
  func grace() throws {
    // Due on Wednesday the 23rd of December; Christmas and the weekend are no business days: Monday the 28th is the last day.
    let agreement = try Deals.active(Deals.terms(instalments: 1), try Deals.plan())
    #expect(agreement.quote.lines.map(\.cutOffOn) == [Samples.date("2026-12-28")])
    for (day, late) in [("2026-12-28", 0), ("2026-12-29", 1)] {
      let progress = AgreementProgress(agreement, payments([(day, 40_000)]), on: Samples.date("2026-12-30"))
      #expect(progress.lateInstalments == late && progress.paidInstalments == 1 && progress.isCompleted)
    }
    #expect(AgreementProgress(agreement, [], on: Samples.date("2026-12-28")).lateInstalments == 0)
    let open = AgreementProgress(agreement, payments([("2026-12-20", 39_999)]), on: Samples.date("2026-12-29"))
    #expect(open.lateInstalments == 1 && !open.isCompleted && !open.isDefaulted)
    // What is left of it, and that it is overdue.
    #expect(open.nextDueMinor == 1 && open.overdueInstalments == 1)
    #expect(AgreementProgress(agreement, [], on: Samples.date("2027-01-27")).isDefaulted == false)
    #expect(AgreementProgress(agreement, [], on: Samples.date("2027-01-28")).isDefaulted)
    // What was paid before the deal does not count.
    #expect(AgreementProgress(agreement, payments([("2026-11-22", 40_000)]), on: Samples.today).paidMinor == 0)
  }

  private func rewarding(_ onLate: String, reward: String = "waive_last", share: String = "0") throws -> Agreement {
    let incentive = #"{"after":6,"reward":"\#(reward)","share":"\#(share)","on_late":"\#(onLate)"}"#
    return try Deals.active(Deals.terms(instalments: 12, frequency: "weekly"), try Deals.plan(["incentive": incentive]))
  }

  /// 40,000 in twelve weekly instalments of 3,333 from the 23rd of December; the last is 3,337.
  private func paid(_ count: Int, lateAt: Int? = nil) -> [NetPayment] {
    (0..<count).map { index in
      let due = Samples.date("2026-12-23").advanced(byDays: 7 * index)
      return Deals.payment(index == 11 ? 3_337 : 3_333, on: due.advanced(byDays: index == lateAt ? 6 : 0).description)
    }
  }

  @Test("V49: six instalments in time earn the reward; a late one resets the count, or forfeits, as configured")
  func incentive() throws {
    let day = Samples.date("2027-04-01")
    for onLate in ["resets", "forfeits"] {
      var agreement = try rewarding(onLate)
      #expect(AgreementProgress(agreement, paid(5), on: day).incentivesEarned == 0)
      let earned = AgreementProgress(agreement, paid(6), on: Samples.date("2027-01-28"))
      #expect(earned.incentivesEarned == 1 && earned.totalMinor == 40_000 - 3_337)
      let events = try agreement.follow(earned, at: now)
      #expect(events.map(\.cause) == [.instalmentPaid, .incentiveEarned])
      #expect(events.last?.incentivesEarned == 1)
      // The third is late: six in time again come with the ninth, where the count begins again, and never where all is lost.
      let late = AgreementProgress(agreement, paid(9, lateAt: 2), on: Samples.date("2027-02-18"))
      #expect(late.incentivesEarned == (onLate == "resets" ? 1 : 0))
      #expect(late.lateInstalments == 1)
    }
  }

  @Test("V49: a rate cut lowers the interest still to come, a waiver of late interest what was not waived")
  func rewards() throws {
    let day = Samples.date("2027-01-28")
    let lateInterest = AgreementProgress(try rewarding("resets", reward: "late_interest_waiver", share: "0.5"), paid(6), on: day)
    #expect(lateInterest.totalMinor == 39_000)
    // Without interest there is nothing to cut.
    #expect(AgreementProgress(try rewarding("resets", reward: "rate_cut", share: "0.5"), paid(6), on: day).totalMinor == 40_000)
  }

  @Test("V46: the waiver comes with completion or pro rata; in default what is left comes back")
  func waiver() throws {
    let terms = Deals.terms(extra: #","waivers":{"interest":"0.5"}"#)
    for (condition, expected) in [("on_completion", [0, 1_500]), ("pro_rata", [750, 1_500])] as [(String, [Int64])] {
      var agreement = try Deals.active(terms, try Deals.plan(["waiver_condition": "\"\(condition)\""]))
      let half = AgreementProgress(agreement, payments([("2026-12-20", 19_250)]), on: Samples.date("2026-12-21"))
      #expect(try agreement.follow(half, at: now).last?.waiverEarnedMinor == expected[0])
      var defaulted = agreement
      let unpaid = AgreementProgress(agreement, payments([("2026-12-20", 19_250)]), on: Samples.date("2027-12-21"))
      let end = try #require(try defaulted.follow(unpaid, at: now).last)
      #expect(end.state == .defaulted && end.waiverEarnedMinor == expected[0])
      let whole = AgreementProgress(agreement, payments([("2026-12-20", 38_500)]), on: Samples.date("2026-12-21"))
      let last = try #require(try agreement.follow(whole, at: now).last)
      #expect(last.state == .completed && last.waiverEarnedMinor == expected[1] && last.nextDueOn == nil)
    }
  }
}

import Contracts
import HTTPTypes
import Messaging
import Negotiation
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Relief plans")
struct PlanTests {
  @Test("V44: a type that is switched off is not offered; deals that there are stay as they are")
  func types() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let struck = try await capture.strike(Deals.report(1, terms: Deals.terms(), extra: ",\"signature\":\(Deals.signature)"))
      #expect(struck.status == 201)
      #expect(try await offers(capture) == ["alivio", "cuotas"])
      let off = try await capture.service.tokens.authorization(Capture.administrator)
      let response = try await capture.server.send(
        .put, "/api/visit-capture/v1/negotiation-types/instalment_plan", authorization: off, contentType: "application/json",
        body: #"{"name_es":"Plan","name_en":"Plan","active":false}"#)
      #expect(response.status == 200)
      #expect(try await offers(capture) == [])
      let refused = try await capture.send("POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, Deals.terms())
      #expect(try capture.fault(refused).errors?.map(\.code) == ["type_inactive"])
      let there = try await capture.send("GET", "agreements/\(Deals.agreementID(1))", as: Capture.ana)
      #expect(try capture.deal(there).agreement.state == .active)
      #expect(try await capture.send("POST", "relief-plans", as: Capture.supervisor, Deals.planText()).status == 403)
    }
  }

  private struct Offers: Decodable {
    struct Item: Decodable {
      let planCode: String
      let minimumDownPaymentMinor: Int64
      let maximumInstalments: Int
      let latestFirstDueOn: CalendarDate

      private enum CodingKeys: String, CodingKey {
        case planCode = "plan_code"
        case minimumDownPaymentMinor = "minimum_down_payment_minor"
        case maximumInstalments = "maximum_instalments"
        case latestFirstDueOn = "latest_first_due_on"
      }
    }
    let items: [Item]
  }

  private func offers(_ capture: Capture, _ account: AccountID = Samples.rosaAccount) async throws -> [String] {
    try await capture.get("accounts/\(account)/relief-plans", as: Capture.ana, Offers.self).items.map(\.planCode)
  }

  @Test("V45: as many instalments as the plan allows are accepted, one more is refused and the field named")
  func maximum() throws {
    let plan = try Deals.plan()
    #expect(try Deals.quote(Deals.terms(instalments: 12), plan).lines.count == 12)
    let problem = #expect(throws: RecordProblem.self) { try Deals.quote(Deals.terms(instalments: 13), plan) }
    #expect(problem?.code == "too_many_instalments" && problem?.field == "instalments")
    #expect(problem?.message.contains("12") == true && problem?.message.contains("13") == true)
  }

  @Test("V46: the waiver is worked out by component; above the plan's maxima it needs an approval, or is refused where nobody may give one")
  func waivers() throws {
    let terms = Deals.terms(extra: #","waivers":{"interest":"0.5","late_interest":"0.25"}"#)
    let quote = try Deals.quote(terms, try Deals.plan())
    #expect(quote.debt == DebtAmounts(principal: 34_000, interest: 3_000, lateInterest: 2_000, fees: 1_000))
    #expect(quote.waived == DebtAmounts(interest: 1_500, lateInterest: 500))
    #expect(quote.totalMinor == 38_000 && quote.waivedBasisPoints == 500 && quote.approvalLevel == 0)
    let over = Deals.terms(extra: #","waivers":{"principal":"0.01"}"#)
    #expect(try Deals.quote(over, try Deals.plan()).approvalLevel == 2)
    let strict = try Deals.plan(["approvals": #"{"rules":[],"levels":[],"expires_after_hours":1}"#])
    let problem = #expect(throws: RecordProblem.self) { try Deals.quote(over, strict) }
    #expect(problem?.code == "waiver_above_limit" && problem?.field == "waivers.principal")
    // Maxima by age: at 20 days none is reached.
    let young = try Deals.plan(["conditions": #"{"all":[]}"#])
    #expect(try Deals.quote(terms, young, Deals.subject(days: 20)).approvalLevel == 2)
  }

  @Test("V47: a special instalment and a balloon stand in the schedule, which sums to the debt to the cent")
  func specials() throws {
    let terms = Deals.terms(
      instalments: 6, extra: #","balloon_minor":5000,"fixed_instalments":[{"number":3,"amount_minor":9000,"in_place":true}]"#)
    let quote = try Deals.quote(terms, try Deals.plan())
    #expect(quote.lines.map(\.principalMinor).reduce(0, +) == 40_000)
    #expect(quote.lines.map(\.paymentMinor) == [5_200, 5_200, 9_000, 5_200, 5_200, 10_200])
    let many = Deals.terms(
      extra: #","balloon_minor":1,"fixed_instalments":[{"number":1,"amount_minor":1},{"number":2,"amount_minor":1}]"#)
    #expect(throws: RecordProblem.self) { try Deals.quote(many, try Deals.plan()) }
  }

  @Test("V48: an account that does not fulfil a plan's conditions is never offered it, and cannot have it")
  func conditions() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText(["code": #""joven""#, "conditions": #"{"fact":"days_past_due","at_most":44}"#]))
      try await capture.publish(
        Deals.planText([
          "code": #""tarjeta""#,
          "conditions":
            #"{"all":[{"fact":"days_past_due","at_least":31},{"any":[{"fact":"product_type","in":["loan"]}]},{"not":{"fact":"broken_agreements","at_least":1}}]}"#,
        ]))
      try await capture.publish(Deals.planText(["code": #""vencido""#, "valid_to": #""2026-11-22""#]))
      #expect(try await offers(capture) == ["alivio", "tarjeta"])
      // Luz lives in Colombia.
      #expect(try await offers(capture, Samples.luzAccount) == ["alivio"])
      let refused = try await capture.send(
        "POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, Deals.terms(plan: "joven"))
      #expect(try capture.fault(refused).errors?.map(\.code) == ["plan_not_applicable"])
      // Not Ana's account.
      #expect(try await capture.send("GET", "accounts/\(Samples.pedroAccount)/relief-plans", as: Capture.ana).status == 404)
    }
    #expect(try Deals.plan().conditions.holds(for: Deals.subject(days: 30)))
    #expect(try !Deals.plan().conditions.holds(for: Deals.subject(days: 181)))
    for text in [#"{"fact":"shoe_size","at_least":1}"#, #"{"fact":"days_past_due"}"#, "{}"] {
      #expect(throws: DecodingError.self) { try Deals.plan(["conditions": text]) }
    }
  }

  @Test("V31: the least that is to be paid and the dates are told; an offer below is refused with the reason")
  func minimum() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText(["minimum_down_payment": #""0.1""#]))
      let offer = try #require(
        try await capture.get("accounts/\(Samples.rosaAccount)/relief-plans", as: Capture.ana, Offers.self).items.last)
      #expect(offer.minimumDownPaymentMinor == 4_000 && offer.maximumInstalments == 12)
      #expect(offer.latestFirstDueOn == Samples.date("2027-01-07"))
      for (extra, first, code) in [
        (#","down_payment_minor":3999"#, "2026-12-23", "below_minimum"), ("", "2026-12-23", "below_minimum"),
        (#","down_payment_minor":4000"#, "2027-01-08", "first_due_out_of_range"),
        (#","down_payment_minor":4000"#, "2026-11-22", "first_due_out_of_range"),
        (#","down_payment_minor":40000"#, "2026-12-23", "nothing_left"),
      ] {
        let response = try await capture.send(
          "POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, Deals.terms(first: first, extra: extra))
        #expect(response.status == 422)
        #expect(try capture.fault(response).errors?.map(\.code) == [code])
      }
    }
  }

  @Test("V50: the fee stands on the instalments with its tax, and counts in the true rate; it is never above the legal cap")
  func fees() throws {
    let fees = #"""
      {"base":"recovered","bearer":"debtor","vat":"0.19","buckets":[{"from_day":1,"tiers":[{"rate":"0.5"}]}],
       "cap":{"unit":"UF","after_day":20,"scale":[{"up_to":10,"rate":"0.09"},{"up_to":50,"rate":"0.06"},{"rate":"0.03"}]}}
      """#
    // One unit is worth 1,000 minor units: the debt is of 40.
    let plan = try Deals.plan(["fees": fees, "fee_unit_hundredths": "100000"])
    let ceiling = UsuryCeiling(
      country: "PE", productType: nil, validFrom: Samples.date("2026-01-01"), validTo: nil, maximumEffectiveAnnual: .maximum)
    let quote = try Deals.quote(Deals.terms(), plan, ceilings: [ceiling])
    #expect(quote.feeMinor == 2_700 && quote.feeVATMinor == 513)
    #expect(quote.lines.map(\.feeMinor) == [803, 803, 803, 804] && quote.totalMinor == 43_213)
    #expect(quote.trueAnnualRate > .zero)
    let early = try Deals.plan(["fees": fees, "fee_unit_hundredths": "100000", "conditions": #"{"all":[]}"#])
    #expect(try Deals.quote(Deals.terms(), early, Deals.subject(days: 20)).feeMinor == 0)
    // Without a worth of its own the version takes the one that was published for the day of the deal.
    let indexed = try Deals.plan(["fees": fees])
    let published = [
      UnitValue(unit: "UF", validOn: Samples.today, hundredths: 100_000),
      UnitValue(unit: "UF", validOn: Samples.today.advanced(byDays: 1), hundredths: 200_000),
    ]
    #expect(try Deals.quote(Deals.terms(), indexed, ceilings: [ceiling], unitValues: published).feeMinor == 2_700)
    let missing = #expect(throws: RecordProblem.self) {
      try Deals.quote(Deals.terms(), indexed, ceilings: [ceiling], unitValues: Array(published.dropFirst()))
    }
    #expect(missing?.code == "unit_value_missing" && missing?.message.contains("UF is worth on 2026-11-23") == true)
  }

  @Test(
    "C24: terms that nothing can be made of are refused with the field",
    arguments: [
      (Deals.terms(instalments: 10_000), "instalments"), (Deals.terms(instalments: 0), "instalments"),
      (Deals.terms(first: "9999-01-01"), "first_due_on"), (Deals.terms(first: "2026-02-30"), "first_due_on"),
      (Deals.terms(extra: #","waivers":{"interest":"1e9"}"#), "waivers.interest"),
      (Deals.terms(extra: #","down_payment_minor":-1"#), "down_payment_minor"),
      (Deals.terms(extra: #","balloon_minor":99999999999"#), "balloon"),
    ])
  func badTerms(_ terms: String, _ field: String) async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let refused = try await capture.send("POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, terms)
      #expect((400..<500).contains(refused.status))
      #expect(try capture.fault(refused).errors?.map(\.field) == [field])
    }
  }

  @Test("C24: a plan with a rate of 1e9, or one that is valid in no time, is refused with the field")
  func badPlans() async throws {
    try await withCapture { capture in
      for (changes, field) in [
        (["rate": #"{"kind":"periodic","value":"1e9"}"#], "rate.value"), (["maximum_instalments": "10000"], "maximum_instalments"),
        (["valid_to": #""2025-12-31""#], "valid_to"), (["sign_within_hours": "0"], "sign_within_hours"),
      ] {
        let refused = try await capture.send("POST", "relief-plans", as: Capture.administrator, Deals.planText(changes))
        #expect((400..<500).contains(refused.status))
        #expect(try capture.fault(refused).errors?.map(\.field) == [field])
      }
    }
  }

  @Test("V50: the worth of a unit is published by the day, never changes, and counts from then on")
  func unitValues() async throws {
    try await withCapture { capture in
      let values =
        #"{"values":[{"unit":"UF","valid_on":"2026-11-23","hundredths":3812345},{"unit":"UF","valid_on":"2026-11-24","hundredths":3812400}]}"#
      #expect(try await capture.send("POST", "unit-values", as: Capture.ana, values).status == 403)
      for _ in 0..<2 { #expect(try await capture.send("POST", "unit-values", as: Capture.administrator, values).status == 204) }
      let other = values.replacing("3812400", with: "3812401")
      #expect(try await capture.send("POST", "unit-values", as: Capture.administrator, other).status == 409)
      let none = values.replacing("3812400", with: "0")
      let refused = try await capture.send("POST", "unit-values", as: Capture.administrator, none)
      #expect(try capture.fault(refused).errors?.map(\.field) == ["values[1].hundredths"])
      let found: JSONValue = try await capture.get("unit-values?unit=UF&date=2026-11-23", as: Capture.ana)
      #expect(found["items"]?.array?.count == 1)
    }
  }

  @Test("C24: interest above the usury ceiling is not offered, nor any where the ceiling is not known")
  func usury() throws {
    let plan = try Deals.plan(["rate": #"{"kind":"effective_annual","value":"0.30"}"#])
    func ceiling(_ rate: String) throws -> UsuryCeiling {
      UsuryCeiling(
        country: "PE", productType: nil, validFrom: Samples.date("2026-01-01"), validTo: nil, maximumEffectiveAnnual: try Rate(rate))
    }
    #expect(try Deals.quote(Deals.terms(), plan, ceilings: [try ceiling("0.35")]).totalInterestMinor > 0)
    for ceilings in [[], [try ceiling("0.25")]] {
      let problem = #expect(throws: RecordProblem.self) { try Deals.quote(Deals.terms(), plan, ceilings: ceilings) }
      #expect(problem?.code == (ceilings.isEmpty ? "no_usury_ceiling" : "above_usury_ceiling"))
    }
  }

  @Test("V45: a published version never changes; publishing again makes the next one, and the old one still holds for who names it")
  func versions() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      try await capture.publish(Deals.planText(["maximum_instalments": "3"]))
      let refused = try await capture.send("POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, Deals.terms())
      #expect(try capture.fault(refused).errors?.map(\.code) == ["too_many_instalments"])
      let old = Deals.terms(extra: ",\"plan_version\":1")
      #expect(try await capture.send("POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, old).status == 200)
      for bad in [
        ["maximum_instalments": "10000"], ["minimum_down_payment": #""2""#], ["countries": "[]"], ["valid_to": #""2025-01-01""#],
        ["negotiation_type": #""dance""#], ["rate": #"{"kind":"periodic","value":"1e9"}"#], ["valid_from": #""99999-01-01""#],
      ] {
        #expect(try await capture.send("POST", "relief-plans", as: Capture.administrator, Deals.planText(bad)).status == 422, "\(bad)")
      }
      await #expect(throws: (any Error).self) {
        try await capture.service.database.work { try await $0.transaction.execute("update relief_plans set plan = '{}'") }
      }
    }
  }
}

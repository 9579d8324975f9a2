import Contracts
import Negotiation
import Seeds
import TestSupport
import Testing
import VisitCapture

@Suite("The plans of the sample")
struct SamplePlanTests {
  private func ceilings() throws -> [UsuryCeiling] {
    try SeedData.usuryCeilings().map { try EventCoding.decode(UsuryCeiling.self, from: $0) }
  }

  @Test(
    "C24: every plan of the sample can be published, and its interest is below the ceiling of its country", arguments: SeedData.reliefPlans)
  func lawful(_ code: String) throws {
    let plan = try EventCoding.decode(ReliefPlan.self, from: try SeedData.reliefPlan(code))
    try plan.check()
    #expect(plan.code == code && plan.rate.value > .zero)
    let ceilings = try ceilings()
    #expect(ceilings.allSatisfy { $0.source?.isEmpty == false })
    for country in plan.countries {
      try ceilings.check(plan.rate.value, country: country, productType: .loan, on: Samples.today)
    }
  }

  @Test("C24: the sample's plan for Peru is quoted with interest; without its ceiling it is refused")
  func quoted() throws {
    let plan = try EventCoding.decode(ReliefPlan.self, from: try SeedData.reliefPlan("cuotas-pe"))
    let terms = Deals.terms(plan: "cuotas-pe", instalments: 6, extra: #","down_payment_minor":4000"#)
    let quote = try Deals.quote(terms, plan, ceilings: try ceilings())
    #expect(quote.totalInterestMinor > 0 && quote.approvalLevel == 0)
    #expect(quote.lines.reduce(0) { $0 + $1.principalMinor } == 40_000)
    let problem = #expect(throws: RecordProblem.self) { try Deals.quote(terms, plan) }
    #expect(problem?.code == "no_usury_ceiling")
  }
}

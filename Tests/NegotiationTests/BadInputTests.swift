import Negotiation
import Testing

@Suite("Bad input")
struct BadInputTests {
  private static let good = [
    "id": "1", "method": "french", "principal": "1000", "periodic_rate": "0.02", "instalments": "12", "decimals": "2", "balloon": "",
    "extras": "", "grace_periods": "",
  ]

  @Test(
    "C24: what no schedule can be made of is an error that names the column and the value",
    arguments: [
      ("periodic_rate", "1e9"), ("periodic_rate", "-0.01"), ("periodic_rate", "abc"), ("instalments", "10000"), ("instalments", "0"),
      ("instalments", "1.5"), ("method", "french roast"), ("principal", "0"), ("principal", "10.005"), ("principal", "1e30"),
      ("decimals", "9"), ("balloon", "2000"), ("balloon", "-1"), ("extras", "13:5"), ("extras", "6"), ("extras", "6:x"),
      ("extras", "6:5|6:6"), ("grace_periods", "1000"), ("grace_periods", "2:eternal"), ("id", ""),
    ])
  func refused(_ column: String, _ value: String) {
    var columns = Self.good
    columns[column] = value
    let problem = #expect(throws: NegotiationProblem.self) { try InstalmentCase { columns[$0] } }
    #expect(problem?.field == column)
    let parts = value.split(whereSeparator: { ":|".contains($0) })
    let isNamed = parts.isEmpty || parts.contains { problem?.message.contains($0) == true }
    #expect(isNamed, "\(problem?.message ?? "")")
  }

  @Test("C24: the good case is one")
  func accepted() throws { _ = try InstalmentCase { Self.good[$0] } }

  @Test("V47: fixed amounts that pay more than is owed are refused, whatever the method", arguments: ScheduleMethod.allCases)
  func fixedAboveDebt(_ method: ScheduleMethod) throws {
    var terms = ScheduleTerms(method: method, principalMinor: 1_000, rate: try Rate("0.02"), instalments: 12)
    terms.extras = [1: 900, 2: 900]
    let problem = #expect(throws: NegotiationProblem.self) { try Schedule(terms) }
    #expect(problem?.field == "extras")
  }

  @Test("C24: terms at the limits do not trap")
  func limits() throws {
    for method in ScheduleMethod.allCases {
      for count in [1, 2, 600] {
        for rate in [Rate.zero, .maximum, try Rate("0.000000000000000001")] {
          let terms = ScheduleTerms(method: method, principalMinor: ScheduleTerms.largestMinor, rate: rate, instalments: count)
          #expect(try Schedule(terms).instalments.reduce(0) { $0 + $1.principalMinor } == ScheduleTerms.largestMinor)
        }
      }
    }
    var growing = ScheduleTerms(method: .french, principalMinor: 1_000_000, rate: .maximum, instalments: 100)
    growing.specials = Dictionary(uniqueKeysWithValues: (1..<100).map { ($0, 0) })
    #expect(throws: NegotiationProblem.self) { try Schedule(growing) }
    var grace = ScheduleTerms(method: .french, principalMinor: 1_000_000, rate: .maximum, instalments: 10)
    grace.grace = Grace(periods: 120, kind: .capitalised)
    #expect(throws: NegotiationProblem.self) { try Schedule(grace) }
  }
}

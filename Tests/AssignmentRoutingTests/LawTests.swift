import AssignmentRouting
import ContactRules
import Contracts
import Testing

@Suite("Who may be visited when")
struct LawTests {
  private func select(_ cases: [VisitCase], on date: CalendarDate = Given.monday, policy: PlanningPolicy = PlanningPolicy())
    -> CandidateSelection.Result
  {
    CandidateSelection(law: Given.law, policy: policy, date: date).select(cases)
  }

  @Test("The next working day after a Sunday in Lima is Monday, after a Friday too")
  func nextWorkingDay() {
    #expect(Given.monday.weekday == .monday)
    for back in 1...3 {
      let date = Given.monday.advanced(byDays: -back)
      #expect(Given.law.nextWorkingDay(after: date, country: "PE", timeZone: Given.lima) == Given.monday)
    }
    #expect(Given.law.hours(on: Given.monday.advanced(byDays: -1), country: "PE", timeZone: Given.lima).windows.isEmpty)
  }

  @Test("Midnight in Lima is five o'clock in UTC; a zone that nobody knows has none")
  func midnight() {
    #expect(Given.law.midnight(of: Given.monday, in: Given.lima)?.description == "2026-11-23T05:00:00.000Z")
    #expect(Given.law.midnight(of: Given.monday, in: "Nowhere/Atlantis") == nil)
  }

  @Test("V06: a visit in Lima begins so that it is over at 20:00")
  func windows() throws {
    let stop = try #require(select([Given.visitCase(1)]).stops.first)
    #expect(stop.windows.map(\.opens.description) == ["2026-11-23T12:00:00.000Z"])
    #expect(stop.windows.map(\.closes.description) == ["2026-11-24T00:50:00.000Z"])
  }

  @Test("V09: nobody is a candidate on a closed day, and the rules that close it are told")
  func closedDay() throws {
    let result = select(
      [Given.visitCase(1, tasks: [Given.task(1, dueOn: Given.monday.advanced(byDays: -3))])], on: Given.monday.advanced(byDays: -1))
    #expect(result.stops.isEmpty)
    let reason = try #require(result.leftOut.first)
    #expect(reason.code == .notLegal)
    #expect(reason.contactReasons == [.closedDay])
    #expect(reason.ruleIDs.map(\.rawValue) == ["PE-01"])
  }

  @Test("In Bogota a consumer loan is not visited; an authorised microcredit is")
  func colombia() {
    let cases = [
      Given.visitCase(1, country: "CO", timeZone: "America/Bogota"),
      Given.visitCase(
        2, country: "CO", timeZone: "America/Bogota",
        accounts: [Given.id(2, 2): Given.account(product: .microcredit, visitAuthorised: true)]),
      Given.visitCase(3, country: "CO", timeZone: "America/Bogota", accounts: [Given.id(3, 2): Given.account(product: .microcredit)]),
    ]
    let result = select(cases)
    #expect(result.stops.map(\.debtorID) == [Given.id(2)])
    #expect(result.leftOut.map(\.debtorID).sorted() == [Given.id(1), Given.id(3)])
    #expect(result.leftOut.allSatisfy { $0.code == .notLegal && $0.ruleIDs.map(\.rawValue).contains("CO-06") })
  }

  @Test("X01: a visit keeps the holidays of the state in which the place lies, however the state is written")
  func stateHoliday() throws {
    let holiday = try #require(CalendarDate("2027-07-09"))
    func windows(_ state: String?) -> DayWindows {
      var visit = Given.visitCase(1, country: "BR", timeZone: "America/Sao_Paulo")
      visit.debtor.place?.state = state
      return Given.law.windows(for: visit, account: Given.id(1, 2), on: holiday)
    }
    for state in ["SP", "São Paulo", "SAO PAULO"] { #expect(windows(state).reasons.map(\.code) == [.holiday]) }
    for state in [nil, "MG", "Minas Gerais"] { #expect(windows(state).windows.count == 1) }
  }

  @Test("A personal flag on one account holds for all of the debtor's; a dispute only for its own")
  func flags() {
    let accounts = { (flags: ContactFlags) -> [AccountID: VisitAccount] in
      [Given.id(1, 2): Given.account(flags: flags), Given.id(2, 2): Given.account()]
    }
    let tasks = [Given.task(1), Given.task(2)]
    let forbidden = select([Given.visitCase(1, tasks: tasks, accounts: accounts(.doNotContact))])
    #expect(forbidden.stops.isEmpty)
    #expect(forbidden.leftOut.map(\.contactReasons) == [[.flagged], [.flagged]])
    let disputed = select([Given.visitCase(1, tasks: tasks, accounts: accounts(.dispute))])
    #expect(disputed.stops.map { $0.tasks.map(\.taskID) } == [[Given.id(2, 3)]])
    #expect(disputed.leftOut.map(\.taskID) == [Given.id(1, 3)])
  }

  @Test("X17: nobody is a candidate before the gap since the last visit has passed")
  func gap() {
    let visited = { (days: Int) in
      PastVisit(date: Given.monday.advanced(byDays: -days), at: Given.mondayMorning.advanced(by: Seconds(-86_400 * days)), reached: false)
    }
    let policy = Given.policy { $0.revisitGapDays = 3 }
    let early = select([Given.visitCase(1, visits: [visited(2), visited(9)])], policy: policy)
    #expect(early.stops.isEmpty)
    #expect(early.leftOut.map(\.code) == [.tooSoon])
    #expect(select([Given.visitCase(1, visits: [visited(3)])], policy: policy).stops.count == 1)
  }

  @Test("Tasks that are not due, expired, or settled are no candidates, and nothing is left out for them")
  func notDue() {
    let cases = [
      Given.visitCase(1, tasks: [Given.task(1, dueOn: Given.tuesday)]),
      Given.visitCase(2, tasks: [Given.task(2, dueOn: Given.monday.advanced(byDays: -5), expiresOn: Given.monday.advanced(byDays: -1))]),
      Given.visitCase(3, accounts: [Given.id(3, 2): Given.account(overdueMinor: 0)]),
    ]
    #expect(select(cases) == CandidateSelection.Result())
  }

  @Test("A debtor's tasks at one address are one stop; without a coordinate they are left out")
  func grouping() throws {
    let both = Given.visitCase(1, tasks: [Given.task(1), Given.task(2)], accounts: [:])
    let stop = try #require(select([both]).stops.first)
    #expect(stop.tasks.amount == Money(minor: 200_000, currency: .pen))
    #expect(stop.tasks.accountIDs == [Given.id(1, 2), Given.id(2, 2)])
    #expect(select([Given.visitCase(1, at: nil)]).leftOut.map(\.code) == [.noLocation])
  }

  @Test("Beyond what a zone can look at, the least valuable are left out and told so")
  func outranked() {
    let cases = (1...5).map { Given.visitCase($0, tasks: [Given.task($0, priority: $0 * 100)]) }
    let result = select(cases, policy: Given.policy { $0.maximumCandidates = 2 })
    #expect(result.stops.map(\.debtorID) == [Given.id(5), Given.id(4)])
    #expect(result.leftOut.map(\.code) == [.outranked, .outranked, .outranked])
  }

  @Test("The home goes before other located addresses, whatever their order")
  func place() {
    let address = { (number: Int, kind: AddressKind, isLocated: Bool) in
      DebtorAddress(
        addressID: Given.id(number, 4), kind: kind, lines: "Jr. Uno \(number)", district: nil, city: nil, state: nil, country: "PE",
        location: isLocated ? Given.place(number, 1) : nil, precision: nil)
    }
    #expect(VisitPlace(among: [address(1, .work, true), address(2, .home, true)])?.kind == .home)
    #expect(VisitPlace(among: [address(1, .home, false), address(2, .business, true)])?.kind == .business)
    #expect(VisitPlace(among: [address(1, .home, false)]) == nil)
  }
}

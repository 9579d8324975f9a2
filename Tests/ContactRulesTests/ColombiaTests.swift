import ContactRules
import Contracts
import Testing

@Suite struct ColombiaTests {
  private static let noon = "2026-11-25T12:00-05:00"

  @Test(
    "X01: a visit at home or at work for consumer debt is denied by CO-06 for good",
    arguments: [ContactPlace.home, .workplace, .business, .unspecified])
  func consumerVisit(place: ContactPlace) {
    for product in [ProductType.loan, .card, .utility, nil] {
      let decision = Law.rules.decide(
        Law.request("CO", .visit, Self.noon) {
          $0.place = place
          $0.product = product
          $0.visitAuthorised = true
        })
      #expect(!decision.allowed)
      #expect(decision.ruleIDs.names == ["CO-06"])
      #expect(decision.codes == [.placeForbidden])
      #expect(decision.nextAllowedAt == nil)
    }
  }

  @Test(
    "X01: microcredit and agricultural credit may be visited with an express authorisation, not without",
    arguments: [ProductType.microcredit, .agro])
  func authorisedVisit(product: ProductType) {
    func decide(_ authorised: Bool) -> ContactDecision {
      Law.rules.decide(
        Law.request("CO", .visit, Self.noon) {
          $0.place = .home
          $0.product = product
          $0.visitAuthorised = authorised
          $0.consent = .unknown
        })
    }
    #expect(decide(true).allowed)
    #expect(decide(true).ruleIDs.names == ["CO-01"])
    #expect(decide(false).ruleIDs.names == ["CO-06"])
  }

  @Test("X01: e-mail, message and call need the consumer's consent", arguments: [ContactChannel.email, .sms, .whatsapp, .call, .letter])
  func consent(channel: ContactChannel) {
    for consent in [ChannelConsent.unknown, .refused] {
      let decision = Law.rules.decide(Law.request("CO", channel, Self.noon) { $0.consent = consent })
      #expect(!decision.allowed)
      #expect(decision.ruleIDs.names.contains("CO-01"))
      #expect(decision.codes.allSatisfy { $0 == .consentMissing })
    }
    #expect(Law.rules.decide(Law.request("CO", channel, Self.noon)).allowed)
  }

  @Test("V08: weekdays 07 to 19, Saturdays 08 to 15")
  func hours() {
    func allowed(_ at: String) -> Bool { Law.rules.decide(Law.request("CO", .email, at)).allowed }
    #expect(allowed("2026-11-25T07:00-05:00") && allowed("2026-11-25T18:59-05:00"))
    #expect(!allowed("2026-11-25T06:59-05:00") && !allowed("2026-11-25T19:00-05:00"))
    #expect(allowed("2026-11-28T08:00-05:00") && allowed("2026-11-28T14:59-05:00"))
    #expect(!allowed("2026-11-28T07:59-05:00") && !allowed("2026-11-28T15:00-05:00"))
    let evening = Law.rules.decide(Law.request("CO", .email, "2026-11-28T15:00-05:00"))
    #expect(evening.ruleIDs.names == ["CO-02"])
    // Sunday is closed.
    #expect(evening.nextAllowedAt == Law.instant("2026-11-30T07:00-05:00"))
  }

  @Test("V08: Sundays and holidays, moved Mondays among them, are denied by CO-03")
  func closedDays() {
    let sunday = Law.rules.decide(Law.request("CO", .email, "2026-11-29T12:00-05:00"))
    #expect(sunday.ruleIDs.names == ["CO-03"])
    #expect(sunday.codes == [.closedDay])
    // All Saints, a Sunday, moved to Monday 2 November 2026.
    let moved = Law.rules.decide(Law.request("CO", .email, "2026-11-02T12:00-05:00"))
    #expect(moved.ruleIDs.names == ["CO-03"])
    #expect(moved.codes == [.holiday])
    #expect(moved.nextAllowedAt == Law.instant("2026-11-03T07:00-05:00"))
  }

  @Test("X01: one contact a day over all channels, and one channel a week")
  func caps() {
    let monday = Law.instant("2026-11-23T09:00-05:00")
    func decide(_ channel: ContactChannel, _ at: String) -> ContactDecision {
      Law.rules.decide(Law.request("CO", channel, at) { $0.prior = [PriorContact(.email, at: monday)] })
    }
    let sameDay = decide(.email, "2026-11-23T15:00-05:00")
    #expect(sameDay.ruleIDs.names == ["CO-04"])
    #expect(sameDay.codes == [.capReached])
    #expect(sameDay.nextAllowedAt == Law.instant("2026-11-24T07:00-05:00"))
    #expect(decide(.email, "2026-11-24T15:00-05:00").allowed)
    let otherChannel = decide(.sms, "2026-11-24T15:00-05:00")
    #expect(otherChannel.ruleIDs.names == ["CO-05"])
    // The week ends on Sunday, which is closed.
    #expect(otherChannel.nextAllowedAt == Law.instant("2026-11-30T07:00-05:00"))
    #expect(decide(.sms, "2026-11-30T07:00-05:00").allowed)
  }

  @Test("X01: an unanswered attempt counts unless the operator counts conversations")
  func countMode() throws {
    let lenient = try ContactRules(reading: LawReading(counting: .directContact))
    var request = Law.request("CO", .call, "2026-11-23T15:00-05:00") {
      $0.prior = [PriorContact(.call, at: Law.instant("2026-11-23T09:00-05:00"))]
    }
    #expect(!Law.rules.decide(request).allowed)
    #expect(lenient.decide(request).allowed)
    request.prior[0].reached = true
    #expect(!lenient.decide(request).allowed)
  }

  @Test("X01: the day of the cap is the debtor's day, not that of UTC")
  func localDay() {
    // 18:30 in Bogota is 23:30 UTC; 19:00 to 24:00 there is the next day in UTC.
    let request = Law.request("CO", .email, "2026-11-24T07:00-05:00") {
      $0.prior = [PriorContact(.email, at: Law.instant("2026-11-23T19:30-05:00"))]
    }
    #expect(Law.rules.decide(request).allowed)
  }

  @Test("X23: references, employers and relatives are refused by CO-07, co-debtors and guarantors are not")
  func parties() {
    for party in [PartyRole.reference, .employer, .relative, .thirdParty] {
      let decision = Law.rules.decide(Law.request("CO", .call, Self.noon) { $0.party = party })
      #expect(decision.ruleIDs.names == ["CO-07"])
      #expect(decision.codes == [.partyForbidden])
    }
    for party in [PartyRole.coDebtor, .guarantor, .legalRepresentative] {
      #expect(Law.rules.decide(Law.request("CO", .call, Self.noon) { $0.party = party }).allowed)
    }
  }
}

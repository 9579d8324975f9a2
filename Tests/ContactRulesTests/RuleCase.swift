import ContactRules
import Contracts

/// A row of the law with a contact that it lets through and one that it refuses.
struct RuleCase: CustomStringConvertible, Sendable {
  let rule: String
  let passing: ContactRequest
  let refused: ContactRequest

  var description: String { rule }

  /// Both requests are the same but for what `pass` and `refuse` change.
  init(
    _ rule: String, _ country: String, _ channel: ContactChannel, _ at: String, zone: String? = nil,
    pass: (inout ContactRequest) -> Void = { _ in }, refuse: (inout ContactRequest) -> Void
  ) {
    self.rule = rule
    passing = Law.request(country, channel, at, zone: zone, pass)
    refused = Law.request(country, channel, at, zone: zone, refuse)
  }

  /// Allowed at one time, refused at another.
  init(_ rule: String, _ country: String, _ channel: ContactChannel, open: String, closed: String, zone: String? = nil) {
    self.init(rule, country, channel, open, zone: zone) {
      $0.instant = Law.instant(closed)
    }
  }

  // Wednesday 25 November 2026 is a working day everywhere.
  static let all: [RuleCase] = house + colombia + southAmerica + brazil + north + conduct

  static let house: [RuleCase] =
    [
      ("GEN-01", ContactFlags.doNotContact), ("GEN-02", .cease), ("GEN-03", .dispute), ("GEN-04", .hardship), ("GEN-05", .insolvency),
      ("GEN-06", .deceased), ("GEN-08", .fraud),
    ].map { rule, flag in RuleCase(rule, "PE", .visit, "2026-11-25T10:00-05:00") { $0.flags = flag } }
    + [
      RuleCase(
        "GEN-07", "PE", .call, "2026-11-25T10:00-05:00",
        pass: {
          $0.flags = .represented
          $0.party = .legalRepresentative
        }, refuse: { $0.flags = .represented }),
      RuleCase("GEN-09", "PE", .email, "2026-11-25T10:00-05:00", pass: { $0.consent = .unknown }, refuse: { $0.consent = .refused }),
      // Peru names neither letters nor faxes, so that the house's windows hold.
      RuleCase("GEN-10", "PE", .letter, "2026-11-29T03:00-05:00") { $0.flags = .cease },
      RuleCase("GEN-11", "PE", .fax, open: "2026-11-25T17:59-05:00", closed: "2026-11-25T18:00-05:00"),
    ]

  static let colombia: [RuleCase] = [
    RuleCase("CO-01", "CO", .email, open: "2026-11-25T18:59-05:00", closed: "2026-11-25T19:00-05:00"),
    RuleCase("CO-02", "CO", .email, open: "2026-11-28T14:59-05:00", closed: "2026-11-28T15:00-05:00"),
    RuleCase("CO-03", "CO", .email, open: "2026-11-28T12:00-05:00", closed: "2026-11-29T12:00-05:00"),
    RuleCase(
      "CO-04", "CO", .sms, "2026-11-25T12:00-05:00", pass: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-24T12:00-05:00"))] },
      refuse: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-25T08:00-05:00"))] }),
    RuleCase(
      "CO-05", "CO", .sms, "2026-11-25T12:00-05:00", pass: { $0.prior = [PriorContact(.call, at: Law.instant("2026-11-20T12:00-05:00"))] },
      refuse: { $0.prior = [PriorContact(.call, at: Law.instant("2026-11-23T12:00-05:00"))] }),
    RuleCase(
      "CO-06", "CO", .visit, "2026-11-25T12:00-05:00",
      pass: {
        $0.product = .microcredit
        $0.visitAuthorised = true
      }, refuse: { $0.product = .microcredit }),
    RuleCase("CO-07", "CO", .call, "2026-11-25T12:00-05:00", pass: { $0.party = .guarantor }, refuse: { $0.party = .reference }),
  ]

  static let southAmerica: [RuleCase] = [
    RuleCase("PE-01", "PE", .visit, open: "2026-11-25T19:59-05:00", closed: "2026-11-25T20:01-05:00"),
    RuleCase("PE-02", "PE", .sms, open: "2026-11-25T07:00-05:00", closed: "2026-11-28T12:00-05:00"),
    RuleCase("CL-01", "CL", .visit, open: "2026-11-28T19:59-03:00", closed: "2026-11-29T12:00-03:00", zone: "America/Santiago"),
    RuleCase("CL-02", "CL", .visit, "2026-11-25T12:00-03:00", zone: "America/Santiago") {
      $0.prior = [PriorContact(.call, at: Law.instant("2026-11-23T12:00-03:00"))]
    },
    RuleCase(
      "CL-03", "CL", .email, "2026-11-25T12:00-03:00", zone: "America/Santiago",
      pass: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-23T12:00-03:00"))] },
      refuse: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-24T12:00-03:00"))] }),
    RuleCase("CL-04", "CL", .call, "2026-11-25T12:00-03:00", zone: "America/Santiago") { $0.party = .relative },
    RuleCase(
      "EC-01", "EC", .call, "2026-11-25T12:00-05:00", zone: "America/Guayaquil",
      pass: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-25T09:00-05:00"))] },
      refuse: { $0.prior = [PriorContact(.call, at: Law.instant("2026-11-25T09:00-05:00"))] }),
    RuleCase(
      "EC-02", "EC", .visit, "2026-11-25T12:00-05:00", zone: "America/Guayaquil", pass: { $0.place = .home },
      refuse: { $0.place = .workplace }),
    RuleCase("EC-03", "EC", .call, "2026-11-25T12:00-05:00", zone: "America/Guayaquil") { $0.party = .thirdParty },
    RuleCase("AR-01", "AR", .call, open: "2026-11-25T09:00-03:00", closed: "2026-11-25T08:59-03:00", zone: buenosAires),
    RuleCase("AR-02a", "AR-C", .call, open: "2026-11-25T08:00-03:00", closed: "2026-11-25T20:00-03:00"),
    RuleCase("AR-02b", "AR-C", .call, open: "2026-11-28T11:59-03:00", closed: "2026-11-28T12:00-03:00"),
    RuleCase("AR-03", "AR-C", .call, "2026-11-25T12:00-03:00") { $0.party = .employer },
  ]

  private static let buenosAires = "America/Argentina/Buenos_Aires"

  static let brazil: [RuleCase] = [
    RuleCase("BR-01", "BR-SP", .visit, open: "2026-11-25T19:59-03:00", closed: "2026-11-28T10:00-03:00"),
    RuleCase("BR-02", "BR-SP", .call, open: "2026-11-28T13:59-03:00", closed: "2026-11-28T14:00-03:00"),
    RuleCase("BR-02", "BR-AL", .call, open: "2026-11-25T08:00-03:00", closed: "2026-11-25T20:00-03:00"),
    RuleCase("BR-03", "BR-RJ", .call, open: "2026-11-25T09:00-03:00", closed: "2026-11-25T08:30-03:00"),
    RuleCase("BR-04", "BR-ES", .call, open: "2026-11-25T18:59-03:00", closed: "2026-11-25T19:00-03:00"),
    RuleCase("BR-05", "BR-AM", .call, open: "2026-11-25T18:59-04:00", closed: "2026-11-25T19:00-04:00"),
  ]

  static let north: [RuleCase] = [
    RuleCase("MX-01", "MX", .visit, open: "2026-11-25T21:59-06:00", closed: "2026-11-25T22:00-06:00", zone: "America/Mexico_City"),
    RuleCase("MX-02", "MX", .visit, "2026-11-25T12:00-06:00", zone: "America/Mexico_City") { $0.party = .relative },
    RuleCase(
      "GT-01", "GT", .call, "2026-11-25T12:00-06:00", pass: { $0.prior = [PriorContact(.sms, at: Law.instant("2026-11-25T08:00-06:00"))] },
      refuse: {
        $0.prior = [
          PriorContact(.sms, at: Law.instant("2026-11-25T08:00-06:00")), PriorContact(.email, at: Law.instant("2026-11-25T09:00-06:00")),
        ]
      }),
    RuleCase("ES-01", "ES", .call, open: "2026-11-25T20:59+01:00", closed: "2026-11-25T21:00+01:00", zone: "Europe/Madrid"),
    RuleCase("US-01", "US", .call, open: "2026-11-29T20:59-05:00", closed: "2026-11-29T21:00-05:00", zone: "America/New_York"),
    RuleCase(
      "US-02", "US", .call, "2026-11-25T12:00-05:00", zone: "America/New_York",
      pass: { $0.prior = [PriorContact(.call, at: Law.instant("2026-11-18T12:00-05:00"), reached: true)] },
      refuse: { $0.prior = [PriorContact(.call, at: Law.instant("2026-11-19T12:00-05:00"), reached: true)] }),
    RuleCase(
      "US-03", "US", .call, "2026-11-25T12:00-05:00", zone: "America/New_York",
      pass: {
        $0.flags = .represented
        $0.party = .legalRepresentative
      }, refuse: { $0.flags = .cease }),
  ]

  /// What people say and do, and what they must not leave undone.
  static let conduct: [RuleCase] = [
    RuleCase("CO-07", "CO", .call, "2026-11-25T12:00-05:00") { $0.conduct = .asksReason },
    RuleCase("MX-02", "MX", .visit, "2026-11-25T12:00-06:00", zone: "America/Mexico_City") { $0.conduct = .takesPayment },
    RuleCase(
      "MX-02", "MX", .call, "2026-11-25T12:00-06:00", zone: "America/Mexico_City", pass: { $0.conduct = .minorOrElderly },
      refuse: {
        $0.conduct = .minorOrElderly
        $0.party = .guarantor
      }),
    RuleCase("MX-03", "MX", .call, "2026-11-25T12:00-06:00", zone: "America/Mexico_City") { $0.conduct = .unidentified },
    RuleCase("PE-03", "PE", .visit, "2026-11-25T12:00-05:00") { $0.conduct = .judicialLook },
    RuleCase("CL-04", "CL", .call, "2026-11-25T12:00-03:00", zone: "America/Santiago") { $0.conduct = .unrecorded },
    RuleCase("EC-03", "EC", .call, "2026-11-25T12:00-05:00", zone: "America/Guayaquil") { $0.conduct = .hiddenNumber },
    RuleCase("AR-03", "AR", .email, "2026-11-25T12:00-03:00", zone: buenosAires) { $0.conduct = .publicExposure },
    RuleCase("GT-01", "GT", .visit, "2026-11-25T12:00-06:00") { $0.conduct = .publicExposure },
    RuleCase("US-03", "US", .email, "2026-11-25T12:00-05:00", zone: "America/New_York") { $0.conduct = .withoutOptOut },
  ]
}

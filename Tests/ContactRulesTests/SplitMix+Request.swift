import ContactRules
import Contracts
import TestSupport

extension SplitMix {
  private static let places: [(Jurisdiction, String)] = [
    (Jurisdiction("PE"), "America/Lima"), (Jurisdiction("CO"), "America/Bogota"), (Jurisdiction("CO"), "America/Bogota"),
    (Jurisdiction("CL"), "America/Santiago"), (Jurisdiction("MX"), "America/Tijuana"), (Jurisdiction("US"), "America/New_York"),
    (Jurisdiction("ES"), "Europe/Madrid"), (Jurisdiction("EC"), "America/Guayaquil"),
    (Jurisdiction("BR", subdivision: "SP"), "America/Sao_Paulo"), (Jurisdiction("GT"), "America/Guatemala"),
  ]

  /// A request within 2026 or 2027, often with contacts around it, seldom with a flag.
  mutating func request() -> ContactRequest {
    let (jurisdiction, zone) = Self.places.randomElement(using: &self)!
    let first = Int64(CalendarDate("2026-01-10")!.daysSince1970) * 86_400_000
    let instant = Instant(milliseconds: first + Int64.random(in: 0..<(700 * 86_400_000), using: &self))
    var request = ContactRequest(
      jurisdictions: [jurisdiction], channel: ContactChannel.allCases.randomElement(using: &self)!,
      place: ContactPlace.allCases.randomElement(using: &self)!,
      party: Int.random(in: 0..<8, using: &self) == 0 ? PartyRole.allCases.randomElement(using: &self)! : .holder,
      product: ProductType.allCases.randomElement(using: &self)!, visitAuthorised: Bool.random(using: &self),
      consent: Int.random(in: 0..<6, using: &self) == 0 ? .unknown : .granted,
      flags: Int.random(in: 0..<20, using: &self) == 0 ? .dispute : [], instant: instant, timeZone: zone)
    if Int.random(in: 0..<10, using: &self) == 0 { request.jurisdictions.append(Jurisdiction("PE")) }
    for _ in 0..<Int.random(in: 0...4, using: &self) {
      let shift = Int64.random(in: -(9 * 86_400_000)...(2 * 86_400_000), using: &self)
      request.prior.append(
        PriorContact(
          ContactChannel.allCases.randomElement(using: &self)!, at: instant.advanced(milliseconds: shift),
          reached: Bool.random(using: &self), aboutThisDebt: Bool.random(using: &self)))
    }
    return request
  }
}

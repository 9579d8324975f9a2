import Contracts

/// Where a debtor lives and works, how it can be reached and who stands behind it.
struct SeedCircumstances {
  let addresses: [SeedAddress]
  let hasMobile: Bool
  let usesWhatsApp: Bool
  let hasEmail: Bool
  /// `nil` when never asked.
  let consent: Bool?
  let consentDay: Int
  let consentSource: String
  let guarantor: Guarantor?
  let attributes: [(name: StaticString, value: String)]

  struct Guarantor {
    let role: String
    let relationship: String
    let fullName: String
    let idNumber: String
    let mobile: String
  }

  init(_ random: inout SplitMix64, city: City, person: SeedPerson, index: Int) {
    let words = Words.of(country: city.country)
    addresses = Self.addresses(&random, city: city, person: person)
    hasMobile = random.chance(perMille: 970)
    usesWhatsApp = random.chance(perMille: 600)
    hasEmail = random.chance(perMille: 700)
    consent = random.chance(perMille: 780) ? random.chance(perMille: 900) : nil
    consentDay = -random.within(60...1_500)
    consentSource = random.pick(["contrato", "app", "llamada"])
    guarantor = random.chance(perMille: 120) ? Self.guarantor(&random, city: city, words: words, index: index) : nil
    attributes = [
      ("job", random.pick(words.jobs)), ("income_band", ["E", "D", "C", "B", "A"][person.incomeLevel - 1]),
      ("housing", random.pick(["propia", "alquilada", "familiar"])), ("dependants", String(random.below(5))),
      ("assets", random.pick(["ninguno", "ninguno", "moto", "auto", "local"])),
    ]
  }

  private static func addresses(_ random: inout SplitMix64, city: City, person: SeedPerson) -> [SeedAddress] {
    let lot = random.below(1_000)
    if lot < 10 {
      let place = random.pick(city.outside)
      let town = place.name ?? city.title
      return [address(&random, .home, in: town, of: town, around: place, city: city, person: person)]
    }
    let district = city.districts[person.district]
    // About 2 % cannot be placed on a map: no coordinate at home and no second address.
    if lot < 30 { return [address(&random, .home, in: district.name, of: city.title, around: nil, city: city, person: person)] }
    let home = address(&random, .home, in: district.name, of: city.title, around: random.pick(district.centres), city: city, person: person)
    guard random.chance(perMille: 220) else { return [home] }
    let other = random.pick(city.districts)
    let kind: AddressKind = random.chance(perMille: 600) ? .work : .business
    return [home, address(&random, kind, in: other.name, of: city.title, around: random.pick(other.centres), city: city, person: person)]
  }

  private static func address(
    _ random: inout SplitMix64, _ kind: AddressKind, in district: String, of town: String, around place: City.Place?, city: City,
    person: SeedPerson
  ) -> SeedAddress {
    let lines = Words.addressLines(&random, country: city.country, incomeLevel: person.incomeLevel)
    let precision = ["rooftop", "street", "district"][random.weighted([60, 32, 8])]
    let location = place.flatMap { city.location(around: $0, &random) }
    return SeedAddress(
      kind: kind, lines: lines, district: district, city: town, location: location, precision: location == nil ? nil : precision,
      quality: location == nil ? "unknown" : "good")
  }

  /// Documents and numbers of guarantors lie beyond those of debtors.
  private static func guarantor(_ random: inout SplitMix64, city: City, words: Words, index: Int) -> Guarantor {
    let isColombia = city.country == "CO"
    return Guarantor(
      role: random.chance(perMille: 600) ? "guarantor" : "co_debtor",
      relationship: random.pick(["hermano", "cónyuge", "padre", "amigo", "socio"]),
      fullName: "\(random.pick(words.women + words.men)) \(random.pick(words.families)) \(random.pick(words.families))",
      idNumber: String((isColombia ? 1_080_000_000 : 80_000_000) + index % 10_000_000),
      mobile: isColombia ? "+57301\(padded(index % 10_000_000, digits: 7))" : "+5198\(padded(index % 10_000_000, digits: 7))")
  }
}

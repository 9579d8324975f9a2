import Contracts

/// Who owes: invented from word lists; documents and telephone numbers are counted up, mail addresses end in example domains.
struct SeedPerson {
  let idNumber: String
  let fullName: String
  let email: String
  let mobile: String
  let birthDate: CalendarDate
  let riskScore: Int
  let incomeLevel: Int
  let district: Int

  /// - Parameter permuted: below 60 million, different for each debtor of a seed.
  init(_ random: inout SplitMix64, city: City, words: Words, districtWeights: [Int], index: Int, permuted: Int) {
    let given = random.pick(random.chance(perMille: 505) ? words.women : words.men)
    let second = random.chance(perMille: 450) ? random.pick(random.chance(perMille: 500) ? words.women : words.men) : given
    let family = random.pick(words.families)
    fullName =
      second == given ? "\(given) \(family) \(random.pick(words.families))" : "\(given) \(second) \(family) \(random.pick(words.families))"
    email = "\(Self.plain(given)).\(Self.plain(family)).\(index)@\(random.pick(["example.com", "example.org", "example.net"]))"
    mobile = city.country == "CO" ? "+57300\(padded(index % 10_000_000, digits: 7))" : "+519\(padded(index % 100_000_000, digits: 8))"
    birthDate = Self.birthDate(&random)
    // Colombian documents of ten digits began with those born around 1987.
    let isTenDigits = city.country == "CO" && birthDate.components.year >= 1987
    idNumber =
      isTenDigits ? String(1_010_000_000 + permuted) : padded((city.country == "CO" ? 19_000_000 : 6_000_000) + permuted, digits: 8)
    riskScore = min(850, max(300, 580 + random.normalThousandths() * 90 / 1_000))
    district = random.weighted(districtWeights)
    incomeLevel = min(5, max(1, city.districts[district].incomeLevel + random.within(-1...1)))
  }

  /// From 1950 to 2004 with most between 25 and 55 years of age. A fixed date: people do not get younger with the business date.
  private static func birthDate(_ random: inout SplitMix64) -> CalendarDate {
    let days = 5_500 + random.normalThousandths() * 4_300 / 1_000
    return CalendarDate(daysSince1970: Int32(min(12_700, max(-7_300, days))))
  }

  /// Lower-case letters of ASCII only.
  static func plain(_ name: String) -> String {
    var text = ""
    for letter in name.lowercased().unicodeScalars {
      switch letter {
      case "á": text.append("a")
      case "é": text.append("e")
      case "í": text.append("i")
      case "ó": text.append("o")
      case "ú", "ü": text.append("u")
      case "ñ": text.append("n")
      case "a"..."z": text.unicodeScalars.append(letter)
      default: continue
      }
    }
    return text
  }
}

/// An address of a debtor. Without a location it waits until somebody finds it.
struct SeedAddress {
  let kind: AddressKind
  let lines: String
  let district: String
  let city: String
  let location: Coordinate?
  let precision: String?
  let quality: String
}

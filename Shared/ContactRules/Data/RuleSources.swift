/// The texts from which the rules are compiled. All of them are comma-separated tables, kept in `Rules/` and compiled into the program.
///
/// An operator adds holidays, years or rules by appending lines to a text before it is compiled.
public struct RuleSources: Sendable {
  /// The law, one line per clause, with the columns that `ContactRule` reads.
  public var rules: String
  /// `country,subdivision,rule,name`, with a rule as `HolidayRule` reads it.
  public var holidays: String
  /// `country,from_year,to_year,note`: the years for which the list of holidays is known to be whole.
  public var holidayYears: String
  /// `zone,posix`: the clock of each zone as a POSIX TZ string, taken from the tz database.
  public var zones: String
  /// `country,subdivision,names,zones`: the zones of each jurisdiction, the most usual first, and other names of its parts.
  public var jurisdictionZones: String

  /// Names the texts: another word for any change of them (FNV-1a, 64 bits).
  func fingerprint(with reading: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in [rules, holidays, holidayYears, zones, jurisdictionZones, reading] {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What is compiled into the program.
  public static var bundled: RuleSources {
    RuleSources(
      rules: String(decoding: PackageResources.contact_rules_csv, as: UTF8.self),
      holidays: String(decoding: PackageResources.holidays_csv, as: UTF8.self),
      holidayYears: String(decoding: PackageResources.holiday_years_csv, as: UTF8.self),
      zones: String(decoding: PackageResources.zones_csv, as: UTF8.self),
      jurisdictionZones: String(decoding: PackageResources.jurisdiction_zones_csv, as: UTF8.self))
  }
}

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

  /// What is compiled into the program.
  public static var bundled: RuleSources {
    RuleSources(
      rules: String(decoding: PackageResources.contact_rules_csv, as: UTF8.self),
      holidays: String(decoding: PackageResources.holidays_csv, as: UTF8.self),
      holidayYears: String(decoding: PackageResources.holiday_years_csv, as: UTF8.self),
      zones: String(decoding: PackageResources.zones_csv, as: UTF8.self))
  }
}

import Contracts

/// What a day of a collector costs, from a date on.
struct CostRate: Codable, Equatable, Sendable {
  /// `nil`: every team that has no rates of its own.
  var teamID: TeamID?
  var currency: Currency
  var validFrom: CalendarDate
  var perDayMinor: Int64
  var perKilometreMinor: Int64

  /// More than anybody pays, and few enough that sums over a year of days stay whole numbers of 64 bits.
  static let highest: Int64 = 1_000_000_000_000

  /// The first field that cannot be used.
  var problem: (field: String, code: String, message: String)? {
    if let teamID, teamID.rawValue.isEmpty || teamID.rawValue.utf8.contains(0) {
      return ("team_id", "invalid", "Expected the code of a team, or none for every team.")
    }
    if !(0...Self.highest).contains(perDayMinor) {
      return ("per_day_minor", "out_of_range", "An amount lies within 0 and \(Self.highest) minor units.")
    }
    if !(0...Self.highest).contains(perKilometreMinor) {
      return ("per_kilometre_minor", "out_of_range", "An amount lies within 0 and \(Self.highest) minor units.")
    }
    return nil
  }

  private enum CodingKeys: String, CodingKey {
    case teamID = "team_id"
    case currency
    case validFrom = "valid_from"
    case perDayMinor = "per_day_minor"
    case perKilometreMinor = "per_kilometre_minor"
  }
}

public import Contracts

/// One value of a table, as people get it in a file.
public enum Cell: Sendable, Equatable {
  case empty
  case text(String)
  case whole(Int64)
  /// Minor units of a currency with so many decimals; written as a decimal number, exactly.
  case amount(Int64, decimals: Int)
  case date(CalendarDate)
  case instant(Instant)
  case flag(Bool)
}

extension Cell {
  /// A decimal number with a point, as it stands in files whatever the language.
  static func decimal(_ minor: Int64, decimals: Int) -> String {
    guard decimals > 0 else { return String(minor) }
    let digits = String(minor.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (minor < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}

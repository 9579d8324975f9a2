package import Contracts

/// What a unit of account, such as Chile's UF, is worth on a day. Published by an authority, a month ahead as a rule; it never changes.
package struct UnitValue: Codable, Equatable, Sendable {
  package static let largestHundredths: Int64 = 1_000_000_000_000

  package var unit: String
  package var validOn: CalendarDate
  /// In hundredths of a minor unit of the local currency: 38,123.45 pesos without cents are 3,812,345.
  package var hundredths: Int64

  package init(unit: String, validOn: CalendarDate, hundredths: Int64) {
    self.unit = unit
    self.validOn = validOn
    self.hundredths = hundredths
  }

  private enum CodingKeys: String, CodingKey {
    case unit
    case validOn = "valid_on"
    case hundredths
  }
}

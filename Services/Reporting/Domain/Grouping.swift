/// What the day's figures are told apart by.
package enum Grouping: String, CaseIterable, Sendable, Encodable {
  case total, collector, zone, segment
}

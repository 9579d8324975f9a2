import Contracts

/// Measures and indicators of a period, by group.
struct IndicatorsView: Encodable, Sendable {
  let from: CalendarDate
  let to: CalendarDate
  let by: IndicatorQuestion.Group
  let items: [Item]

  init(_ question: IndicatorQuestion, _ groups: [IndicatorGroup], labels: [String: String]) {
    from = question.from
    to = question.to
    by = question.group
    items = groups.map { Item(group: $0, label: labels[$0.key]) }
  }

  struct Item: Encodable, Sendable {
    let group: IndicatorGroup
    let label: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(group.key.isEmpty ? nil : group.key, forKey: .key)
      try container.encode(label, forKey: .label)
      try container.encode(group.counts, forKey: .measures)
      try container.encode(
        group.amounts.sorted { $0.key < $1.key }.map { Amounts(currency: $0.key, measures: $0.value) }, forKey: .amounts)
      try container.encode(group.values.map(Value.init), forKey: .indicators)
    }

    private enum Key: String, CodingKey { case key, label, measures, amounts, indicators }
  }

  private struct Amounts: Encodable {
    let currency: String
    let measures: [String: Int64]
  }

  /// An indicator with what it was divided from; `value` is null when there is nothing to divide by.
  private struct Value: Encodable {
    let value: IndicatorGroup.Value

    init(_ value: IndicatorGroup.Value) { self.value = value }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(value.indicator.id, forKey: .id)
      try container.encode(value.currency, forKey: .currency)
      try container.encode(value.numerator, forKey: .numerator)
      try container.encode(value.denominator, forKey: .denominator)
      try container.encode(value.value, forKey: .value)
      try container.encode(value.indicator.unit, forKey: .unit)
    }

    private enum Key: String, CodingKey { case id, currency, numerator, denominator, value, unit }
  }
}

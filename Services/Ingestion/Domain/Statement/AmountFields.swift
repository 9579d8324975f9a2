import Contracts

/// Reads amounts that may come as `<name>_minor` (whole minor units) or as `<name>` (a decimal of major units).
struct AmountFields {
  let object: JSONObject
  let currency: Currency

  /// - Throws: `too_many_decimals`, `invalid_number`, `amount_out_of_range`; `conflict` when both forms are there and differ.
  func amount(_ name: String) throws(RecordError) -> Int64? {
    let minor = try minorUnits(name)
    guard let value = object.value(name) else { return minor }
    let major = try value.decimal().minor(decimals: currency.decimals, field: value.path)
    if let minor, minor != major {
      throw RecordError(.conflict, value.path, "differs from \(name)_minor")
    }
    return major
  }

  /// As `amount`, and not below zero.
  func balance(_ name: String) throws(RecordError) -> Int64? {
    guard let amount = try amount(name) else { return nil }
    guard amount >= 0 else {
      throw RecordError(.negativeAmount, object.path.isEmpty ? name : "\(object.path).\(name)", "the amount is negative")
    }
    return amount
  }

  private func minorUnits(_ name: String) throws(RecordError) -> Int64? {
    guard let value = object.value(name + "_minor") else { return nil }
    guard let minor = Int64(value.plainText), value.isNumber || value.isText else {
      throw RecordError(.invalidNumber, value.path, "expected a whole number of minor units")
    }
    guard minor.magnitude <= UInt64(DecimalAmount.maximumMinor) else { throw DecimalAmount.outOfRange(value.path) }
    return minor
  }
}

extension OverdueBalances {
  /// Components that miss the total by more than this are refused; by less, the largest takes the difference.
  static let tolerance: Int64 = 1

  /// Reads `principal`, `interest`, `late_interest`, `fees`, `insurance` and `total`. Without components the total is principal.
  init(reading fields: AmountFields) throws(RecordError) {
    let principal = try fields.balance("principal")
    let interest = try fields.balance("interest")
    let lateInterest = try fields.balance("late_interest")
    let fees = try fields.balance("fees")
    let insurance = try fields.balance("insurance")
    let total = try fields.balance("total")
    self.init(
      principal: principal ?? 0, interest: interest ?? 0, lateInterest: lateInterest ?? 0, fees: fees ?? 0, insurance: insurance ?? 0)
    let hasComponents = principal != nil || interest != nil || lateInterest != nil || fees != nil || insurance != nil
    guard let total else {
      guard hasComponents else { throw fields.object.missing("total") }
      return
    }
    guard hasComponents else {
      self.principal = total
      return
    }
    let difference = total - self.total
    guard difference.magnitude <= UInt64(Self.tolerance) else {
      throw RecordError(
        .componentsMismatch, fields.object.path.isEmpty ? "total" : fields.object.path + ".total",
        "the components miss the total by \(difference.magnitude) minor units")
    }
    absorb(difference)
  }

  private mutating func absorb(_ difference: Int64) {
    guard difference != 0 else { return }
    let components: [WritableKeyPath<OverdueBalances, Int64>] = [\.principal, \.interest, \.lateInterest, \.fees, \.insurance]
    guard let largest = components.max(by: { self[keyPath: $0] < self[keyPath: $1] }) else { return }
    self[keyPath: largest] += difference
  }
}

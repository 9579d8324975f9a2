import Contracts

/// What follows from the payments that were sent, by a computation that shares nothing with the ledger's.
struct LedgerExpectation {
  /// The first payment of each id.
  let facts: [PaymentID: PaymentRecorded]
  let totals: [DebtorID: Int64]
  let duplicates: Int
  /// Payments whose id was used before with another amount.
  let conflicting: [(payment: PaymentRecorded, value: [UInt8])]
  let count: Int

  init(_ inputs: [PaymentRecorded]) {
    var facts: [PaymentID: PaymentRecorded] = [:]
    var totals: [DebtorID: Int64] = [:]
    var conflicting: [(PaymentRecorded, [UInt8])] = []
    var duplicates = 0
    for payment in inputs {
      guard let known = facts[payment.paymentID] else {
        facts[payment.paymentID] = payment
        totals[payment.debtorID, default: 0] += payment.amountMinor
        continue
      }
      if known.amountMinor == payment.amountMinor {
        duplicates += 1
      } else {
        conflicting.append((payment, Self.bytes(of: payment)))
      }
    }
    self.facts = facts
    self.totals = totals
    self.duplicates = duplicates
    self.conflicting = conflicting
    count = inputs.count
  }

  func violations(in picture: LedgerPicture) -> [String] {
    var violations: [String] = []
    func expect(_ isSo: Bool, _ text: @autoclosure () -> String) {
      if !isSo { violations.append(text()) }
    }
    expect(
      picture.facts == facts.mapValues(\.amountMinor),
      "I1: \(facts.count) facts were sent, \(picture.facts.count) are there, \(facts.keys.count { picture.facts[$0] == nil }) are missing")
    expect(picture.totals.mapValues { $0.amountMinor } == totals, "I2, I3: the totals are not the sums of the facts")
    expect(picture.consumption == Int64(count), "I2: \(count) records took effect \(picture.consumption) times")
    let counts = picture.counts
    expect(counts.consumed == Int64(count), "I6: \(count) records were sent, \(counts.consumed) consumed")
    expect(counts.duplicate == Int64(duplicates), "I6: \(duplicates) duplicates were sent, \(counts.duplicate) counted")
    expect(counts.deadLettered == Int64(conflicting.count), "I6: \(conflicting.count) conflicts were sent, \(counts.deadLettered) counted")
    let ends = Int64(picture.facts.count) + counts.duplicate + counts.stale + counts.deadLettered + counts.parked
    expect(counts.consumed == ends, "I6: \(counts.consumed) records were consumed, the ends of \(ends) are known")
    expect(picture.holes == 0, "I1: \(picture.holes) holes were noticed")
    return violations
  }

  /// An event that was sent can be encoded; one that cannot equals no dead letter.
  private static func bytes(of payment: PaymentRecorded) -> [UInt8] {
    do {
      return try EventCoding.encode(payment)
    } catch {
      return []
    }
  }
}

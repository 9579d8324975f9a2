public import Contracts
public import Kafka
import Messaging

/// Payments for the ledger, and how they reach its topic.
public enum LedgerInput {
  public static func payment(_ number: Int, debtor: DebtorID, amountMinor: Int64 = 100) -> PaymentRecorded {
    PaymentRecorded(
      paymentID: PaymentID("P\(number)"), accountID: AccountID(rawValue: debtor.rawValue), debtorID: debtor,
      creditorID: CreditorID("andes"),
      amountMinor: amountMinor, currency: .pen, kind: .posted, reversalOf: nil, valueDate: CalendarDate(daysSince1970: 20_000),
      postedAt: Instant(milliseconds: 1_700_000_000_000), channel: "branch", accountOverdueMinor: 0, debtorOverdueMinor: 0,
      recordedAt: Instant(milliseconds: 1_700_000_000_000))
  }

  /// The event as a record of a topic, on the partition of whom it is about.
  public static func record<E: Event>(
    _ event: E, topic: String, id: String? = nil, partition: Int32? = nil
  ) throws -> KafkaProducerRecord {
    let key = Array(event.key.subject.utf8)
    return KafkaProducerRecord(
      topic: topic, partition: partition ?? Murmur2.partition(key: key, count: Topic.partitionCount), key: Array(event.key.text.utf8),
      value: try EventCoding.encode(event), headers: [KafkaHeader("ce_id", id ?? event.key.text), KafkaHeader("ce_type", E.type)])
  }
}

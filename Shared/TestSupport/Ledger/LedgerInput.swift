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

  /// The payment as a record of its topic, on the partition of its debtor.
  public static func record(_ payment: PaymentRecorded, topic: String, partition: Int32? = nil) throws -> KafkaProducerRecord {
    let key = Array(payment.key.subject.utf8)
    return KafkaProducerRecord(
      topic: topic, partition: partition ?? Murmur2.partition(key: key, count: Topic.partitionCount), key: Array(payment.key.text.utf8),
      value: try EventCoding.encode(payment),
      headers: [KafkaHeader("ce_id", "\(payment.paymentID)"), KafkaHeader("ce_type", PaymentRecorded.type)])
  }
}

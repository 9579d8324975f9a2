package import Contracts

/// One record for a `ronda.in.*` topic: a CloudEvent in binary mode.
package struct SeedMessage: Sendable, Equatable {
  /// Days after the business date on which a bank would send it: 0 for the portfolio, more for what happens to it.
  package let day: Int
  /// `ce_type`: `account.delinquent`, `account.bucket-changed`, `payment.posted` or `payment.reversed`.
  package let type: String
  /// `ce_id`; the same message has the same one in every run.
  package let id: String
  /// `ce_time`, RFC 3339.
  package let time: String
  /// `creditor_id:account_number`.
  package let key: String
  /// JSON, UTF-8.
  package let body: [UInt8]

  package var topic: Topic { type.hasPrefix("payment.") ? Topics.paymentIn : Topics.delinquencyIn }

  /// What stands on the Kafka record, in order.
  package var headers: [(name: String, value: String)] {
    [
      ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", "urn:example:seeds"), ("ce_type", type), ("ce_subject", key),
      ("ce_time", time), ("ce_dataschema", "\(topic.name)/\(type)"), ("content-type", "application/json"),
    ]
  }
}

import Contracts
import Messaging

/// Whether a record can be used; what cannot goes to the dead letters within the transaction of its batch.
enum Decoded<Message: Sendable>: Sendable {
  case accepted(Message)
  case refused(RecordError)
}

/// What banks say, as it stands on the topics.
struct InputContract: Sendable {
  let naming: Naming
  let clock: WallClock

  /// A record of `ronda.in.delinquency.v1`. Bare JSON without a type is `account.delinquent`.
  func statement(_ record: InboundRecord) -> Decoded<AccountStatement> {
    decoded { () throws(RecordError) in
      let envelope = try InputEnvelope(value: record.value, header: record.header)
      let kind = try kind(envelope.type)
      let reader = StatementReader(naming: naming, today: clock.now.dateInUTC)
      return try reader.read(envelope.data, kind: kind, source: .event, eventID: envelope.eventID, bodyHash: envelope.hash)
    }
  }

  /// A record of `ronda.in.payment.v1`. Bare JSON without a type is `payment.posted`.
  func payment(_ record: InboundRecord) -> Decoded<PaymentReport> {
    decoded { () throws(RecordError) in
      let envelope = try InputEnvelope(value: record.value, header: record.header)
      let kind: PaymentKind =
        switch envelope.type {
        case nil, "payment.posted": .posted
        case "payment.reversed": .reversed
        default: throw Self.unknownType(Topics.paymentIn)
        }
      let reader = PaymentReader(naming: naming, today: clock.now.dateInUTC)
      return try reader.report(envelope.data, kind: kind, source: .event, bodyHash: envelope.hash)
    }
  }

  private func kind(_ type: String?) throws(RecordError) -> StatementKind {
    guard let type else { return .delinquent }
    guard let kind = StatementKind(rawValue: type), !kind.isOfFiles else {
      throw Self.unknownType(Topics.delinquencyIn)
    }
    return kind
  }

  private static func unknownType(_ topic: Topic) -> RecordError {
    RecordError(.unknownType, "type", "is not an event that \(topic.name) takes")
  }

  private func decoded<Message>(_ read: () throws(RecordError) -> Message) -> Decoded<Message> {
    do throws(RecordError) { return .accepted(try read()) } catch { return .refused(error) }
  }
}

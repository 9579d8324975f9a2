/// What a librdkafka client is made for.
enum ClientRole {
  case consumer(group: String)
  /// `deliveryTimeout` nil: no limit.
  case producer(deliveryTimeout: Duration?)
  case administrator

  var isConsumer: Bool {
    if case .consumer = self { true } else { false }
  }
}

import Contracts

/// What a gateway says became of a message: the body of `POST receipts`.
struct Receipt: Decodable {
  enum State: String, Decodable {
    case delivered, undelivered
  }

  let messageID: MessageID
  let state: State
  let at: Instant

  private enum CodingKeys: String, CodingKey {
    case messageID = "message_id"
    case state, at
  }
}

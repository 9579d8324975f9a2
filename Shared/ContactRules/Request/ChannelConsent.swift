/// Whether the debtor agreed to be contacted through a channel.
public enum ChannelConsent: Sendable {
  case granted
  case refused
  /// Never asked. Enough where the law asks for no consent.
  case unknown

  /// The consent of a contact as the events carry it.
  public init(_ granted: Bool?) {
    self =
      switch granted {
      case true?: .granted
      case false?: .refused
      case nil: .unknown
      }
  }
}

import Contracts

/// The clauses that speak about one channel in one jurisdiction, in the order in which they are reported.
struct ChannelRules: Sendable {
  var deny: [Clause] = []
  var require: [Clause] = []
  var allow: [Clause] = []
  var cap: [Clause] = []
}

/// All that holds in one jurisdiction.
struct JurisdictionRules: Sendable {
  /// The zone of the whole jurisdiction; `nil` when it has several.
  let zone: String?
  let calendar: HolidayCalendar
  /// By the channel's number.
  private let channels: [ChannelRules]

  init(zone: String?, calendar: HolidayCalendar, channels: [ChannelRules]) {
    self.zone = zone
    self.calendar = calendar
    self.channels = channels
  }

  func rules(for channel: ContactChannel) -> ChannelRules { channels[Int(channel.ordinal)] }
}

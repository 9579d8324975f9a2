import Contracts

/// Caps: those of the calendar refuse whole days, rolling ones stretches of time.
extension Judgement {
  private static let rollingWeek: Int64 = 7 * LocalTime.day

  /// The caps and gaps by the calendar that refuse a day.
  func capReasons(on day: Int, into reasons: inout [ContactReason]) {
    forEachCap(on: day) { clause, cap in
      guard let code = refusal(by: cap, of: clause, on: day) else { return }
      reasons.appendOnce(ContactReason(code: code, ruleID: clause.ruleID))
    }
  }

  /// The rolling caps that refuse an instant of a day.
  func rollingReasons(on day: Int, at milliseconds: Int64, into reasons: inout [ContactReason]) {
    forEachCap(on: day) { clause, cap in
      guard cap.isRolling(reading.week), isBroken(cap, clause, at: milliseconds) else { return }
      reasons.appendOnce(ContactReason(code: .capReached, ruleID: clause.ruleID))
    }
  }

  /// When rolling caps refuse, in order; stretches may overlap. Between two events, a contact made or one that is a week old, nothing changes.
  func rollingStretches(on day: Int) -> [Range<Int64>] {
    var closed: [Range<Int64>] = []
    forEachCap(on: day) { clause, cap in
      guard cap.isRolling(reading.week) else { return }
      let made = request.prior.filter { counts($0, cap, clause) }.map(\.instant.milliseconds)
      let events = Set(made + made.map { $0 + Self.rollingWeek }).sorted()
      for (from, to) in zip(events, events.dropFirst()) where isBroken(cap, clause, at: from) { closed.append(from..<to) }
    }
    return closed.sorted { $0.lowerBound < $1.lowerBound }
  }

  private func forEachCap(on day: Int, _ body: (Clause, Cap) -> Void) {
    guard !request.prior.isEmpty else { return }
    for voice in voices {
      for clause in voice.rules.cap where clause.validity.contains(day) && clause.concerns(request) {
        if let cap = clause.cap { body(clause, cap) }
      }
    }
  }

  /// Whether one more contact on `day` breaks the gap, or the cap if that goes by the calendar.
  private func refusal(by cap: Cap, of clause: Clause, on day: Int) -> ContactReasonCode? {
    var tally = Tally(request.channel)
    for prior in request.prior where isComparable(prior, cap, clause) {
      let priorDay = zone.local(prior.instant).day
      if abs(priorDay - day) < cap.gapDays, prior.reached || !cap.gapAfterConversation { return .gapTooShort }
      if cap.covers(priorDay, on: day), counts(prior, cap, clause) { tally.add(prior) }
    }
    return !cap.isRolling(reading.week) && tally.breaks(cap) ? .capReached : nil
  }

  /// Whether one more contact at the instant breaks a rolling cap.
  private func isBroken(_ cap: Cap, _ clause: Clause, at milliseconds: Int64) -> Bool {
    var tally = Tally(request.channel)
    for prior in request.prior where counts(prior, cap, clause) {
      let age = milliseconds - prior.instant.milliseconds
      if age >= 0, age < Self.rollingWeek { tally.add(prior) }
    }
    return tally.breaks(cap)
  }

  /// Whether the earlier contact is one of those that the cap compares with, conversation or not.
  private func isComparable(_ prior: PriorContact, _ cap: Cap, _ clause: Clause) -> Bool {
    guard clause.channels.contains(prior.channel) else { return false }
    return switch cap.scope {
    case .channel: prior.channel == request.channel
    case .debt: prior.aboutThisDebt
    case .listed, .distinct: true
    }
  }

  private func counts(_ prior: PriorContact, _ cap: Cap, _ clause: Clause) -> Bool {
    let onlyConversations = cap.counting == .conversations || cap.counting == .switchable && reading.counting == .directContact
    return isComparable(prior, cap, clause) && (prior.reached || !onlyConversations)
  }

  /// What has been counted against a cap.
  private struct Tally {
    private var count = 0
    private var channels = CaseSet<ContactChannel>.none

    /// With the channel of the contact that is judged.
    init(_ channel: ContactChannel) { channels.insert(channel) }

    mutating func add(_ prior: PriorContact) {
      count += 1
      channels.insert(prior.channel)
    }

    func breaks(_ cap: Cap) -> Bool { cap.scope == .distinct ? channels.count > cap.limit : count >= cap.limit }
  }
}

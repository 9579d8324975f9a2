import Contracts

/// One request with all that is needed to judge it on any day.
struct Judgement {
  /// A jurisdiction's clauses for the channel of the request, and its calendar.
  struct Voice {
    let rules: ChannelRules
    let calendar: HolidayCalendar
  }

  let request: ContactRequest
  let voices: [Voice]
  let zone: LocalZone
  let reading: LawReading

  // MARK: At an instant

  func decision() -> ContactDecision {
    let now = zone.local(request.instant)
    var opening: [RuleID] = []
    var reasons = reasons(on: now.day, at: now.minute, opening: &opening)
    if reasons.isEmpty { rollingReasons(on: now.day, at: request.instant.milliseconds, into: &reasons) }
    if reasons.isEmpty {
      return ContactDecision(allowed: true, ruleIDs: opening.distinctSorted(), reasons: [], nextAllowedAt: request.instant)
    }
    return ContactDecision(
      allowed: false, ruleIDs: reasons.compactMap(\.ruleID).distinctSorted(), reasons: reasons, nextAllowedAt: nextAllowed(from: now.day))
  }

  /// The grounds of refusal of the strongest kind that refuses; empty when allowed. Collects the rules whose window is open.
  /// Without a minute, the day is judged as a whole: it is open when any part of it is.
  private func reasons(on day: Int, at minute: Int?, opening: inout [RuleID]) -> [ContactReason] {
    var reasons = standingReasons(on: day).reasons
    if reasons.isEmpty { windowReasons(on: day, at: minute, opening: &opening, into: &reasons) }
    if reasons.isEmpty { capReasons(on: day, into: &reasons) }
    return reasons
  }

  /// The first instant from the request's on that is allowed. Walks from day to day: within one, only the hour and rolling caps decide.
  private func nextAllowed(from today: Int) -> Instant? {
    for day in today...(today + ContactRules.searchDays) {
      let standing = standingReasons(on: day)
      if standing.forGood { return nil }
      var capped: [ContactReason] = []
      capReasons(on: day, into: &capped)
      guard standing.reasons.isEmpty, capped.isEmpty else { continue }
      for stretch in openStretches(on: day) where stretch.upperBound > request.instant.milliseconds {
        return Instant(milliseconds: max(stretch.lowerBound, request.instant.milliseconds))
      }
    }
    return nil
  }

  // MARK: On a day

  func windows(on day: Int) -> DayWindows {
    let date = CalendarDate(daysSince1970: Int32(day))
    var opening: [RuleID] = []
    var reasons = reasons(on: day, at: nil, opening: &opening)
    if reasons.isEmpty {
      let open = openStretches(on: day)
      let windows = open.map { stretch in
        ContactWindow(
          opens: Instant(milliseconds: stretch.lowerBound), closes: Instant(milliseconds: stretch.upperBound),
          localOpens: zone.local(Instant(milliseconds: stretch.lowerBound)).minute,
          localCloses: zone.local(Instant(milliseconds: stretch.upperBound - 1)).minute + 1)
      }
      if !windows.isEmpty { return DayWindows(date: date, windows: windows, reasons: [], ruleIDs: opening.distinctSorted()) }
      // A rolling cap lasts the whole day, or each jurisdiction opens the day, but never at the same time.
      for stretch in stretches(on: day) { rollingReasons(on: day, at: stretch.lowerBound, into: &reasons) }
      if reasons.isEmpty { reasons = opening.distinctSorted().map { ContactReason(code: .outsideHours, ruleID: $0) } }
    }
    return DayWindows(date: date, windows: [], reasons: reasons, ruleIDs: reasons.compactMap(\.ruleID).distinctSorted())
  }

  /// When the windows are open and no rolling cap lasts.
  private func openStretches(on day: Int) -> [Range<Int64>] {
    let open = stretches(on: day)
    return request.prior.isEmpty || open.isEmpty ? open : Stretches.difference(open, rollingStretches(on: day))
  }

  /// When the windows of all jurisdictions are open on a day, in UTC milliseconds.
  private func stretches(on day: Int) -> [Range<Int64>] {
    var open = [0..<1_440]
    for voice in voices {
      let own = voice.rules.allow.filter { self.opening($0, of: voice, on: day) == .open }.map(\.minutes)
      open = MinuteRanges.intersection(open, MinuteRanges.union(own))
    }
    return open.reduce(into: []) { result, minutes in result += zone.stretches(day: day, minutes: minutes) }
  }

  // MARK: Prohibitions and requirements

  /// What refuses the whole day: prohibitions, and when there is none, requirements that are not met.
  /// `forGood` when that will not change with time.
  private func standingReasons(on day: Int) -> (reasons: [ContactReason], forGood: Bool) {
    var reasons: [ContactReason] = []
    var forGood = false
    for voice in voices { refuse(voice.rules.deny, of: voice, on: day, into: &reasons, forGood: &forGood) }
    if reasons.isEmpty {
      for voice in voices { refuse(voice.rules.require, of: voice, on: day, into: &reasons, forGood: &forGood) }
    }
    return (reasons, forGood)
  }

  private func refuse(_ clauses: [Clause], of voice: Voice, on day: Int, into reasons: inout [ContactReason], forGood: inout Bool) {
    for clause in clauses where clause.validity.contains(day) && clause.concerns(request) {
      var code = clause.staticCode
      if !clause.days.contains(weekday: LocalTime.weekday(ofDay: day)) {
        guard clause.days.namesHolidays else { continue }
        switch voice.calendar.status(ofDay: day) {
        case .working: continue
        case .holiday: code = .holiday
        case .unknown: code = .calendarMissing
        }
      } else if clause.days == .every, clause.validity.upperBound == .max {
        forGood = true
      }
      reasons.appendOnce(ContactReason(code: code, ruleID: clause.ruleID))
    }
  }

  // MARK: Windows

  private enum Opening { case open, closedDay, holiday, calendarMissing, silent }

  /// What an allow clause does on a day. `silent` when it does not speak about the request or is not in force.
  private func opening(_ clause: Clause, of voice: Voice, on day: Int) -> Opening {
    guard clause.validity.contains(day), clause.concerns(request) else { return .silent }
    guard clause.days.contains(weekday: LocalTime.weekday(ofDay: day)) else { return .closedDay }
    if clause.opensOnHolidays { return .open }
    return switch voice.calendar.status(ofDay: day) {
    case .working: .open
    case .holiday: .holiday
    case .unknown: .calendarMissing
    }
  }

  /// Each jurisdiction needs an open window of its own. One that has none gives its reasons: of the clauses that name the weekday,
  /// if any does, else of all.
  private func windowReasons(on day: Int, at minute: Int?, opening: inout [RuleID], into reasons: inout [ContactReason]) {
    for voice in voices {
      var isOpen = false
      var today: [ContactReason] = []
      var otherDays: [ContactReason] = []
      for clause in voice.rules.allow {
        switch self.opening(clause, of: voice, on: day) {
        case .silent: continue
        case .closedDay: otherDays.appendOnce(ContactReason(code: .closedDay, ruleID: clause.ruleID))
        case .holiday: today.appendOnce(ContactReason(code: .holiday, ruleID: clause.ruleID))
        case .calendarMissing: today.appendOnce(ContactReason(code: .calendarMissing, ruleID: clause.ruleID))
        case .open:
          if minute.map({ clause.minutes.contains($0) }) ?? true {
            isOpen = true
            opening.append(clause.ruleID)
          } else {
            today.appendOnce(ContactReason(code: .outsideHours, ruleID: clause.ruleID))
          }
        }
      }
      guard !isOpen else { continue }
      let own = today.isEmpty ? otherDays : today
      for reason in own.isEmpty ? [ContactReason(code: .noWindow, ruleID: nil)] : own { reasons.appendOnce(reason) }
    }
  }
}

extension Array where Element: Equatable {
  /// For lists of a few elements.
  mutating func appendOnce(_ element: Element) {
    if !contains(element) { append(element) }
  }
}

extension [RuleID] {
  fileprivate func distinctSorted() -> [RuleID] {
    count < 2 ? self : Set(self).sorted()
  }
}

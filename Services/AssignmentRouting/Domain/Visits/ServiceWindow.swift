package import ContactRules
package import Contracts

/// When a visit may begin so that it is over while the law still allows it; both ends included.
package struct ServiceWindow: Sendable, Hashable {
  package let opens: Instant
  package let closes: Instant

  package init(opens: Instant, closes: Instant) {
    self.opens = opens
    self.closes = closes
  }

  /// `nil` when the visit is longer than the window.
  package init?(_ window: ContactWindow, service: Seconds) {
    let closes = window.closes.advanced(by: Seconds(-service.value))
    guard window.opens <= closes else { return nil }
    self.init(opens: window.opens, closes: closes)
  }

  /// The windows cut to the hour that a person set; midnight is that of the day.
  package static func pinned(_ windows: [ServiceWindow], to minute: Int, after midnight: Instant) -> [ServiceWindow] {
    let opens = midnight.advanced(by: Seconds(minute * 60))
    return intersection(windows, [ServiceWindow(opens: opens, closes: opens.advanced(by: VisitPin.tolerance))])
  }

  package func contains(_ instant: Instant) -> Bool { opens <= instant && instant <= closes }

  /// The stretches that lie in both; each list is in order.
  package static func intersection(_ a: [ServiceWindow], _ b: [ServiceWindow]) -> [ServiceWindow] {
    a.flatMap { x in
      b.compactMap { y in
        let (opens, closes) = (max(x.opens, y.opens), min(x.closes, y.closes))
        return opens <= closes ? ServiceWindow(opens: opens, closes: closes) : nil
      }
    }
  }
}

import Contracts
import Metrics

/// What notifications counts: messages by what became of them. A batch that is rolled back and tried again counts twice.
struct NotificationMetrics: Sendable {
  private let byState = Dictionary(
    uniqueKeysWithValues: MessageState.allCases.map { state in
      (state, Counter(label: "ronda_notifications_total", dimensions: [("state", state.rawValue)]))
    })

  func count(_ events: [NotificationChanged]) {
    for event in events { byState[event.state]?.increment() }
  }
}

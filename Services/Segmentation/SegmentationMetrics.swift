import Contracts
import Metrics

/// What segmentation counts. A batch that is rolled back and tried again counts twice.
struct SegmentationMetrics: Sendable {
  private let accounts = Counter(label: "ronda_segmentation_judged_accounts_total")
  private let opened = Counter(label: "ronda_segmentation_tasks_total", dimensions: [("state", "open")])
  private let closed = Counter(label: "ronda_segmentation_tasks_total", dimensions: [("state", "closed")])

  func judged(_ verdicts: [Verdict]) {
    accounts.increment(by: verdicts.count)
    for verdict in verdicts {
      for task in verdict.tasks { (task.state == .open ? opened : closed).increment() }
    }
  }
}

package import Contracts

/// A part of the portfolio that has weights of its own: a creditor's accounts, or those of a segment.
package enum Portfolio: Hashable, Sendable, Comparable {
  case segment(SegmentID)
  case creditor(CreditorID)

  package enum Kind: String, CaseIterable, Codable, Sendable {
    case segment, creditor
  }

  package var kind: Kind {
    switch self {
    case .segment: .segment
    case .creditor: .creditor
    }
  }

  package var code: String {
    switch self {
    case .segment(let segment): segment.rawValue
    case .creditor(let creditor): creditor.rawValue
    }
  }

  package init(_ kind: Kind, _ code: String) {
    switch kind {
    case .segment: self = .segment(SegmentID(code))
    case .creditor: self = .creditor(CreditorID(code))
    }
  }

  package static func < (a: Portfolio, b: Portfolio) -> Bool { (a.kind.rawValue, a.code) < (b.kind.rawValue, b.code) }
}

extension Portfolio: CustomStringConvertible {
  /// As the score says it: `segment:agro`, `creditor:andes`.
  package var description: String { "\(kind.rawValue):\(code)" }
}

/// The weights of all portfolios that have their own; the others take those of the settings.
package struct WeightBook: Sendable, Equatable {
  private let entries: [Portfolio: ScoreWeights]

  package init(_ entries: [Portfolio: ScoreWeights] = [:]) {
    self.entries = entries
  }

  /// By which weights a stop with these tasks is judged: those of its most urgent task's portfolio, of a segment before the creditor's, and
  /// of several segments the first by code.
  package func portfolio(of tasks: [VisitTask]) -> Portfolio? {
    guard !entries.isEmpty, let task = tasks.min(by: { ($1.priority, $0.taskID) < ($0.priority, $1.taskID) }) else { return nil }
    let segments = task.segmentIDs.sorted().lazy.map { Portfolio.segment($0) }
    let creditor = task.creditorID.map { Portfolio.creditor($0) }
    return segments.first { entries[$0] != nil } ?? creditor.flatMap { entries[$0] == nil ? nil : $0 }
  }

  package func weights(of portfolio: Portfolio) -> ScoreWeights? { entries[portfolio] }
}

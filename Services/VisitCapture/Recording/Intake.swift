import Contracts
import ServiceKit

/// One record of a batch, or why it could not be read.
package struct Submitted<Report: DeviceReport>: Sendable {
  package var report: Result<Report, RecordProblem>
  /// Its id as text, as far as one can be read.
  package var id: String?

  package init(_ report: Report) {
    self.report = .success(report)
    id = report.id.description
  }

  func keptAside(at index: Int) -> RecordAnswer { RecordAnswer(kind: Report.kind, index: index, id: id, status: .quarantined) }

  /// `nil` when it could not be read.
  var value: Report? {
    switch report {
    case .success(let report): report
    case .failure: nil
    }
  }

  init(id: String?, _ problem: RecordProblem) {
    report = .failure(problem)
    self.id = id
  }
}

/// One list of a batch on its way from records to answers.
struct Intake<Report: DeviceReport> {
  struct Candidate {
    let index: Int
    let report: Report
    let fingerprint: [UInt8]
  }

  /// The first record of each id that has no answer yet, in the order of the ids.
  private(set) var candidates: [Candidate] = []
  /// Records whose id stands in the batch before them.
  private var repeats: [Candidate] = []
  private var answers: [Int: RecordAnswer] = [:]
  private var fingerprints: [Report.ID: (index: Int, fingerprint: [UInt8])] = [:]

  init(_ submitted: [Submitted<Report>], by recorder: Recorder) throws {
    for (index, record) in submitted.enumerated() {
      switch record.report {
      case .failure(let problem):
        answers[index] = RecordAnswer(kind: Report.kind, index: index, id: record.id, status: .rejected, problem: problem)
      case .success(let report):
        let candidate = Candidate(index: index, report: report, fingerprint: try Self.fingerprint(report, recorder))
        if fingerprints[report.id] == nil {
          fingerprints[report.id] = (index, candidate.fingerprint)
          candidates.append(candidate)
        } else {
          repeats.append(candidate)
        }
      }
    }
    candidates.sort { $0.report.id < $1.report.id }
  }

  var ids: [Report.ID] { candidates.map(\.report.id) }

  /// The candidates that have no answer.
  var open: [Report.ID] { candidates.filter { answers[$0.index] == nil }.map(\.report.id) }

  /// Whose record it is and what it says, written in one form whatever the order and the spacing of what was sent.
  static func fingerprint(_ report: Report, _ recorder: Recorder) throws -> [UInt8] {
    try Digest.sha256(Array(recorder.collectorID.description.utf8) + (try EventCoding.encode(report)))
  }

  /// Answers the candidates whose ids are taken already.
  mutating func settle(known: [Report.ID: [UInt8]]) {
    for candidate in candidates where answers[candidate.index] == nil {
      guard let fingerprint = known[candidate.report.id] else { continue }
      if fingerprint == candidate.fingerprint {
        answer(candidate, .duplicate)
      } else {
        let id = candidate.report.id.description
        answers[candidate.index] = .conflict(Report.kind, index: candidate.index, id: id)
      }
    }
    candidates.removeAll { answers[$0.index] != nil }
  }

  mutating func answer(_ candidate: Candidate, _ status: RecordAnswer.Status, _ problem: RecordProblem? = nil) {
    answers[candidate.index] = RecordAnswer(
      kind: Report.kind, index: candidate.index, id: candidate.report.id.description, status: status, problem: problem)
  }

  /// The answers in the order of the records, once every candidate has one.
  func finished() -> [RecordAnswer] {
    var all = answers
    for candidate in repeats {
      guard let first = fingerprints[candidate.report.id], var answer = answers[first.index] else { continue }
      answer.index = candidate.index
      if first.fingerprint != candidate.fingerprint {
        answer = .conflict(Report.kind, index: candidate.index, id: candidate.report.id.description)
      } else if answer.status == .accepted {
        answer.status = .duplicate
      }
      all[candidate.index] = answer
    }
    return all.sorted { $0.key < $1.key }.map(\.value)
  }
}

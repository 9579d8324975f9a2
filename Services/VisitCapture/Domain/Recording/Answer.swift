import Contracts

/// What became of one record of a batch. The device keeps a record until it is accepted or a duplicate.
package struct RecordAnswer: Codable, Equatable, Sendable {
  package enum Status: String, Codable, Sendable {
    /// Taken for the first time.
    case accepted
    /// The same record was taken before.
    case duplicate
    /// Another record was taken under this id.
    case conflict
    /// Not taken; `code` and `field` say why. It may be sent again once that is put right.
    case rejected
    /// Kept aside, because the collector does not work here any more: somebody decides whether it counts.
    case quarantined
  }

  package var kind: RecordKind
  /// The place in its list of the batch, from 0.
  package var index: Int
  /// `nil` when the record has none that can be read.
  package var id: String?
  package var status: Status
  package var code: String?
  package var field: String?
  package var message: String?

  package init(kind: RecordKind, index: Int, id: String?, status: Status, problem: RecordProblem? = nil) {
    self.kind = kind
    self.index = index
    self.id = id
    self.status = status
    code = problem?.code
    field = problem?.field
    message = problem?.message
  }

  package static func conflict(_ kind: RecordKind, index: Int, id: String) -> RecordAnswer {
    RecordAnswer(
      kind: kind, index: index, id: id, status: .conflict,
      problem: RecordProblem("id_taken", "\(kind.rawValue)_id", "Another record was taken under this id: nothing was changed."))
  }
}

import Contracts
import Messaging

/// A batch, and whose it is.
struct Sheet: Sendable {
  let batch: Batch
  let recorder: Recorder
  /// Of the request that brought it.
  var traceParent: String?
}

/// What became of a sheet.
struct RecordedSheet: Sendable {
  /// Visits, positions, promises, agreements, each in the order of its list.
  let answers: [RecordAnswer]
  /// The visits that were taken for the first time.
  let visits: [VisitRecorded]
}

/// A sheet on its way from records to answers.
struct OpenSheet {
  let sheet: Sheet
  var visits: Intake<VisitReport>
  var positions: Intake<PositionReport>
  var promises: Intake<PromiseReport>
  var agreements: Intake<AgreementReport>
  var recorded: [VisitRecorded] = []

  init(_ sheet: Sheet) throws {
    self.sheet = sheet
    visits = try Intake(sheet.batch.visits, by: sheet.recorder)
    positions = try Intake(sheet.batch.positions, by: sheet.recorder)
    promises = try Intake(sheet.batch.promises, by: sheet.recorder)
    agreements = try Intake(sheet.batch.agreements, by: sheet.recorder)
  }

  var recorder: Recorder { sheet.recorder }

  func clockDrift(at now: Instant) -> Seconds? { sheet.batch.sentAt.map { now.seconds(since: $0) } }

  func publish(_ events: [some Event], in work: Work) throws {
    guard !events.isEmpty else { return }
    work.publish(try work.encoder(continuing: sheet.traceParent).encode(events))
  }

  func finished() -> RecordedSheet {
    RecordedSheet(
      answers: visits.finished() + positions.finished() + promises.finished() + agreements.finished(), visits: recorded)
  }
}

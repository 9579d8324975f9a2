package import Contracts

/// The limits within which a record from a device is taken.
package struct CapturePolicy: Equatable, Sendable {
  /// How far from the registered address a visit counts as made there, before the accuracy of the position is added.
  package var fence: Metres
  /// A position less accurate than this says nothing about the place.
  package var worstAccuracy = Metres(1_000)
  /// From this age on arrival a record is flagged as late.
  package var lateAfter: Seconds
  /// Above this age it is refused.
  package var oldest: Seconds
  /// How far a device's clock may be ahead before it counts as wrong.
  package var clockTolerance: Seconds
  /// Above this a time to come is no time of a clock that is a little wrong.
  package var furthestAhead = Seconds(30 * 86_400)

  package init(
    fence: Metres = Metres(150), lateAfter: Seconds = Seconds(86_400), oldest: Seconds = Seconds(30 * 86_400),
    clockTolerance: Seconds = Seconds(600)
  ) {
    self.fence = fence
    self.lateAfter = lateAfter
    self.oldest = oldest
    self.clockTolerance = clockTolerance
  }

  /// Refuses what was captured too long ago to be looked into, and what no clock of a device can have said. What a clock says that is
  /// some days ahead is taken (``time(_:drift:at:)``), since the record is of something that happened.
  package func check(_ capturedAt: Instant, field: String, at now: Instant) throws(RecordProblem) {
    if capturedAt > now.advanced(by: furthestAhead) {
      throw RecordProblem("captured_in_future", field, "The time is ahead of the server's clock: correct the device's clock.")
    }
    if now.seconds(since: capturedAt) > oldest {
      throw RecordProblem("too_old", field, "The record is older than \(oldest.value / 86_400) days.")
    }
  }

  /// Refuses a time that is not past by our clock, for what is reckoned from its date.
  package func checkPast(_ madeAt: Instant, field: String, at now: Instant) throws(RecordProblem) {
    guard !isAhead(madeAt, at: now) else {
      throw RecordProblem("captured_in_future", field, "The time is ahead of the server's clock: correct the device's clock.")
    }
    try check(madeAt, field: field, at: now)
  }

  /// When it was by our clock: what the device says, unless that is still to come. Then its clock was ahead: by as much as when it sent
  /// the record, where it said that; else the record is of when it came.
  ///
  /// - Parameter drift: our clock less the device's when it sent the record.
  package func time(_ said: Instant, drift: Seconds?, at now: Instant) -> Instant {
    guard isAhead(said, at: now) else { return said }
    guard let drift, drift.value < -clockTolerance.value else { return now }
    return min(said.advanced(by: drift), now)
  }

  private func isAhead(_ said: Instant, at now: Instant) -> Bool { said > now.advanced(by: clockTolerance) }
}

/// Why a record is refused.
package struct RecordProblem: Error, Equatable, Sendable {
  /// For programs and message catalogues.
  package let code: String
  /// The path within the record.
  package let field: String
  /// For developers, in English, without values.
  package let message: String

  package init(_ code: String, _ field: String, _ message: String) {
    self.code = code
    self.field = field
    self.message = message
  }
}

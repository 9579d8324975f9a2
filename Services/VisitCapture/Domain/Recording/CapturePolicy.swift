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
  /// How far a device's clock may be ahead.
  package var clockTolerance: Seconds

  package init(
    fence: Metres = Metres(150), lateAfter: Seconds = Seconds(86_400), oldest: Seconds = Seconds(30 * 86_400),
    clockTolerance: Seconds = Seconds(600)
  ) {
    self.fence = fence
    self.lateAfter = lateAfter
    self.oldest = oldest
    self.clockTolerance = clockTolerance
  }

  /// Refuses what a device cannot have captured by now, or captured too long ago to be looked into.
  package func check(_ capturedAt: Instant, field: String, at now: Instant) throws(RecordProblem) {
    if capturedAt > now.advanced(by: clockTolerance) {
      throw RecordProblem("captured_in_future", field, "The time is ahead of the server's clock: correct the device's clock.")
    }
    if now.seconds(since: capturedAt) > oldest {
      throw RecordProblem("too_old", field, "The record is older than \(oldest.value / 86_400) days.")
    }
  }
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

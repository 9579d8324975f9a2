import CLibrdkafka
import Glibc

/// A descriptor that wakes a client's thread: librdkafka raises it when a queue stops being empty, an executor when work arrives.
///
/// Owned by the thread and by the client that librdkafka writes for; closed when both are gone, so that librdkafka never
/// writes into a descriptor that means something else by then.
final class WakeSignal: Sendable {
  let descriptor: Int32

  init() throws(KafkaError) {
    descriptor = ronda_signal_open()
    guard descriptor >= 0 else {
      throw KafkaError.usage("no descriptor left for a client's wake-up (errno \(errno)): raise the limit of open files")
    }
  }

  func raise() { ronda_signal_raise(descriptor) }

  /// Returns when raised, at the deadline, or now and then for nothing. nil waits without limit.
  func wait(until deadline: ContinuousClock.Instant?) {
    guard let deadline else { return ronda_signal_wait(descriptor, -1) }
    let left = (deadline - ContinuousClock.now).wholeMilliseconds
    ronda_signal_wait(descriptor, Int32(clamping: max(0, left)))
  }

  deinit { close(descriptor) }
}

extension Duration {
  /// Rounded up, so that a wait never ends before its time.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}

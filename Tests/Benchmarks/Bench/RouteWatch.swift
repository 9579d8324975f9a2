import Contracts
import Kafka
import Messaging
import Synchronization

/// Reads the routes' topic from its end and notes when each paid stop is off its route.
final class RouteWatch: Sendable {
  private struct State {
    /// By route, the stops whose payment is out and when it was due.
    var open: [String: [StopID: ContinuousClock.Instant]] = [:]
    var remaining: Int
    var latencies: [Duration] = []
    var isReading = false
  }

  private let state: Mutex<State>

  init(_ stops: [PayableStop]) {
    state = Mutex(State(remaining: stops.count))
  }

  var latencies: [Duration] { state.withLock(\.latencies) }
  /// Payments without an answer, those that are not out yet included.
  var waiting: Int { state.withLock(\.remaining) }

  func sent(_ stop: PayableStop, at moment: ContinuousClock.Instant) {
    state.withLock { $0.open[stop.route, default: [:]][stop.stopID] = moment }
  }

  /// Returns once what is published from now on will be seen.
  func untilReading() async {
    while !state.withLock(\.isReading) {
      do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
    }
  }

  /// Until the task is cancelled.
  func run(_ consumer: KafkaConsumer) async throws {
    while !Task.isCancelled {
      switch try await consumer.next(maxRecords: 1_000, maxBytes: 4 << 20, timeout: .milliseconds(200)) {
      case .assigned(let partitions):
        let ends = try await consumer.watermarks(partitions).mapValues { KafkaOffset.exact($0.high) }
        try await consumer.assign(at: ends)
        state.withLock { $0.isReading = true }
      case .revoked(let partitions, _):
        try await consumer.unassign(partitions)
      case .records(let records):
        let now = ContinuousClock.now
        for record in records { try take(record, at: now) }
      case .error(let error) where error.isFatal:
        throw error
      case .error, .idle:
        continue
      }
    }
  }

  private func take(_ record: KafkaRecord, at now: ContinuousClock.Instant) throws {
    guard let value = record.value else { return }
    let route = try EventCoding.decode(RoutePlanned.self, from: value)
    let planned = Set(route.stops.filter { $0.status == .planned }.map(\.stopID))
    state.withLock { state in
      guard let open = state.open[route.key.text] else { return }
      for (stop, moment) in open where !planned.contains(stop) {
        state.open[route.key.text]?[stop] = nil
        state.latencies.append(moment.duration(to: now))
        state.remaining -= 1
      }
    }
  }
}

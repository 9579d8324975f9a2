import ArgumentParser
import Contracts
import Foundation
import Kafka
import Logging
import Messaging

/// How long after a bank has published a payment the collector's revised route is on `ronda.int.route.v1`.
///
/// Works on a running `ronda up --sample` with a planned day. Payments go out on a fixed schedule, whatever the answers do, and a
/// latency counts from the moment at which the payment was due, so that a stall shows in everything behind it.
struct PaymentToRoute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment-to-route", abstract: "p50 and p99 from a payment on the topic to the revised route on its topic.")

  @Option(help: "Directory of the running installation.") var data = ".ronda"
  @Option(help: "How many payments, at most one for each planned stop.") var payments = 200
  @Option(help: "Payments per second.") var rate = 5.0
  @Option(help: "Seconds to wait for a plan, and for the last route.") var patience = 60.0

  func validate() throws {
    guard payments > 0, rate > 0 else { throw ValidationError("--payments and --rate must be positive") }
  }

  func run() async throws {
    let instance = try RunningInstance.load(from: data)
    let logger = IngestionBenchmark.logger
    let due = try await PayableStops(instance: instance, logger: logger).find(payments, patience: .seconds(patience))
    note("\(due.count) payments at \(rate) a second")
    let watch = RouteWatch(due)
    let consumer = try KafkaConsumer(
      instance.kafka, group: "bench-\(UUID().uuidString)", topics: [instance.name(of: Topics.route)], logger: logger)
    let watcher = Task { try await watch.run(consumer) }
    try await publish(due, to: instance, watch, logger)
    let deadline = ContinuousClock.now + .seconds(patience)
    while watch.waiting > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
    watcher.cancel()
    _ = await watcher.result
    await consumer.close()
    try report(watch.latencies, of: due.count)
  }

  private func publish(_ stops: [PayableStop], to instance: RunningInstance, _ watch: RouteWatch, _ logger: Logger) async throws {
    let producer = try KafkaProducer(instance.kafka, logger: logger)
    await watch.untilReading()
    let start = ContinuousClock.now
    for (index, stop) in stops.enumerated() {
      let moment = start + .seconds(Double(index) / rate)
      try await Task.sleep(until: moment, clock: .continuous)
      let key = Array("\(stop.creditorID):\(stop.accountNumber)".utf8)
      let record = KafkaProducerRecord(
        topic: instance.name(of: Topics.paymentIn), key: key, value: try stop.payment(at: WallClock.system.now),
        headers: [KafkaHeader("content-type", "application/json")])
      watch.sent(stop, at: moment)
      for result in await producer.publish([record]) { _ = try result.get() }
    }
    await producer.close()
  }

  private func report(_ latencies: [Duration], of count: Int) throws {
    let sorted = latencies.map(\.inSeconds).sorted()
    guard !sorted.isEmpty else { throw BenchmarkFailed("no payment has revised a route") }
    var figure = Figure("payment_to_route", percentile(0.99, of: sorted), "seconds, p99")
    figure.p50 = Figure.rounded(percentile(0.5, of: sorted))
    figure.p99 = figure.figure
    figure.messages = count
    figure.rate = rate
    figure.missing = count - sorted.count
    try figure.print()
  }

  /// The nearest rank.
  private func percentile(_ share: Double, of sorted: [Double]) -> Double {
    sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
  }
}

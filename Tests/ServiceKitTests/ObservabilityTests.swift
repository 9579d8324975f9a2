import Contracts
import CoreMetrics
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import ServiceKit
import TestSupport
import Testing

@Suite("Logs, metrics, traces")
struct ObservabilityTests {
  private struct Line: Decodable {
    let level: String
    let logger: String
    let message: String
    let time: String
    let status: Int?
    let reason: String?
  }

  @Test("A log line is one JSON object with the message and its keys, whatever is in them")
  func logLine() throws {
    let log = LogText()
    log.logger.record(.warning, "Something happened", [.status: .stringConvertible(503), .reason: "two\nlines \"quoted\" \u{1} ñ"])
    let text = log.text
    #expect(text.hasSuffix("}\n"))
    #expect(text.dropLast().contains("\n") == false)
    let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
    #expect(line.level == "warning")
    #expect(line.logger == "test")
    #expect(line.message == "Something happened")
    #expect(line.status == 503)
    #expect(line.reason == "two\nlines \"quoted\" \u{1} ñ")
    #expect(Instant(line.time) != nil)
  }

  @Test("The log of a request has its route's pattern and neither its path nor its query")
  func accessLog() async throws {
    try await withEcho { client, log in
      _ = try await client.execute(uri: "/api/reporting/v1/on?date=2026-11-23&name=Juana", method: .get)
      _ = try await client.execute(uri: "/api/reporting/v1/Juana", method: .get)
      #expect(log.text.contains(#""route":"/api/reporting/v1/on""#))
      #expect(log.text.contains(#""status":200"#))
      #expect(!log.text.contains("Juana"))
      #expect(!log.text.contains("2026-11-23&"))
    }
  }

  @Test("Metrics are Prometheus text: counters end in _total, timers are histograms of seconds, labels are escaped")
  func prometheus() {
    let registry = PrometheusRegistry()
    let factory = PrometheusMetricsFactory(registry: registry)
    factory.makeCounter(label: "consumer.records", dimensions: [("topic", "a\"b\\c\nd")]).increment(by: 3)
    factory.makeCounter(label: "consumer.records", dimensions: [("topic", "a\"b\\c\nd")]).increment(by: 4)
    factory.makeMeter(label: "pool.in-use", dimensions: []).set(Int64(5))
    let timer = factory.makeTimer(label: "query.duration", dimensions: [])
    timer.recordNanoseconds(2_000_000)
    timer.recordNanoseconds(40_000_000_000)
    let lines = registry.text().split(separator: "\n").map(String.init)
    #expect(lines.contains("# TYPE consumer_records_total counter"))
    #expect(lines.contains(#"consumer_records_total{topic="a\"b\\c\nd"} 7"#))
    #expect(lines.contains("pool_in_use 5"))
    #expect(lines.contains("# TYPE query_duration_seconds histogram"))
    #expect(lines.contains(#"query_duration_seconds_bucket{le="0.001"} 0"#))
    #expect(lines.contains(#"query_duration_seconds_bucket{le="0.0025"} 1"#))
    #expect(lines.contains(#"query_duration_seconds_bucket{le="60"} 2"#))
    #expect(lines.contains(#"query_duration_seconds_bucket{le="+Inf"} 2"#))
    #expect(lines.contains("query_duration_seconds_count 2"))
    #expect(lines.contains("query_duration_seconds_sum 40.002"))
  }

  @Test("A label with too many values costs detail and not memory, and nothing is lost from the sum")
  func cardinality() {
    let registry = PrometheusRegistry()
    let factory = PrometheusMetricsFactory(registry: registry)
    for number in 0..<2_000 { factory.makeCounter(label: "requests", dimensions: [("client", "\(number)")]).increment(by: 1) }
    let lines = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == PrometheusRegistry.maximumSeries + 1)
    #expect(lines.contains("requests_total{client=\"other\"} \(2_000 - PrometheusRegistry.maximumSeries)"))
  }

  @Test("A traceparent is read and written; a malformed one is none")
  func traceContext() throws {
    let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let context = try #require(TraceContext(traceparent: text))
    #expect(context.traceparent == text)
    #expect(context.makeChild().traceID == context.traceID)
    #expect(context.makeChild().spanID != context.spanID)
    let malformed = [
      "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", text + "-more",
    ]
    for text in malformed { #expect(TraceContext(traceparent: text) == nil, "\(text)") }
    #expect(TraceContext(traceparent: "01" + text.dropFirst(2) + "-more") != nil)
    #expect(TraceContext(traceparent: TraceContext.makeRoot().traceparent) != nil)
  }

  @Test("readyz is 503 while the database is away and healthz stays 200; metrics are at /metrics")
  func health() async throws {
    struct Away: Error {}
    let away = ReadinessCheck("database") { throw Away() }
    let application = makeEcho(checks: [ReadinessCheck("other") {}, away], registry: PrometheusRegistry())
    try await application.serving { client in
      #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
      let ready = try await client.execute(uri: "/readyz", method: .get)
      #expect(ready.status == .serviceUnavailable)
      #expect(ready.headers[.retryAfter] == "2")
      #expect(String(buffer: ready.body).contains(#""database":"unavailable""#))
      let metrics = try await client.execute(uri: "/metrics", method: .get)
      #expect(metrics.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
    }
    try await makeEcho(checks: [ReadinessCheck("database") {}]).serving { (client) async throws -> Void in
      #expect(try await client.execute(uri: "/readyz", method: .get).status == .ok)
    }
  }
}

public import Logging

/// Every key that a log line may have besides time, level, logger and message. No key holds personal data.
public enum LogKey: String, Sendable, CaseIterable {
  case address
  case attempt
  case bytes
  case code
  case count
  case durationMilliseconds = "duration_ms"
  case error
  case errorType = "error_type"
  case key
  case method
  case offset
  case partition
  case path
  case reason
  case requestID = "request_id"
  case route
  case schema
  case service
  case state
  case status
  case topic
  case traceID = "trace_id"
  case version
}

extension Logger {
  /// Logs a constant message; what varies stands under keys.
  public func record(
    _ level: Logger.Level, _ message: StaticString, _ metadata: @autoclosure () -> [LogKey: Logger.MetadataValue] = [:],
    file: String = #fileID, function: String = #function, line: UInt = #line
  ) {
    guard logLevel <= level else { return }
    let entries = metadata().map { ($0.key.rawValue, $0.value) }
    log(
      level: level, "\(message)", metadata: Logger.Metadata(uniqueKeysWithValues: entries), file: file, function: function, line: line)
  }
}

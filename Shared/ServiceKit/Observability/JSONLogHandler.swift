import Contracts
public import Logging

/// Writes each log event as one JSON object on one line.
public struct JSONLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  public var logLevel: Logger.Level

  private let label: String
  private let clock: WallClock
  private let write: @Sendable (String) -> Void

  /// - Parameter write: takes one whole line, with its newline.
  public init(label: String, level: Logger.Level, write: @escaping @Sendable (String) -> Void = StandardError.write) {
    self.label = label
    logLevel = level
    clock = .system
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line = JSONLine()
    line.add("time", clock.now.description)
    line.add("level", event.level.rawValue)
    line.add("logger", label)
    line.add("message", event.message.description)
    if let trace = TraceContext.current { line.add(LogKey.traceID.rawValue, trace.traceID) }
    if let error = event.error { line.add(LogKey.errorType.rawValue, String(reflecting: type(of: error))) }
    var fields = metadataProvider?.get() ?? [:]
    fields.merge(metadata) { _, new in new }
    fields.merge(event.metadata ?? [:]) { _, new in new }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line.add(key, value) }
    write(line.finished)
  }
}

/// One JSON object under construction.
private struct JSONLine {
  private var text = "{"

  var finished: String { text + "}\n" }

  mutating func add(_ key: String, _ value: String) {
    begin(key)
    append(quoted: value)
  }

  mutating func add(_ key: String, _ value: Logger.MetadataValue) {
    begin(key)
    append(value)
  }

  private mutating func begin(_ key: String) {
    if text.utf8.count > 1 { text += "," }
    append(quoted: key)
    text += ":"
  }

  private mutating func append(_ value: Logger.MetadataValue) {
    switch value {
    case .string(let string): append(quoted: string)
    case .stringConvertible(let number as any BinaryInteger): text += number.description
    case .stringConvertible(let flag as Bool): text += flag ? "true" : "false"
    case .stringConvertible(let other): append(quoted: other.description)
    case .array(let values):
      text += "["
      for (index, element) in values.enumerated() {
        if index > 0 { text += "," }
        append(element)
      }
      text += "]"
    case .dictionary(let fields):
      text += "{"
      for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += "," }
        append(quoted: field.key)
        text += ":"
        append(field.value)
      }
      text += "}"
    }
  }

  private mutating func append(quoted value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

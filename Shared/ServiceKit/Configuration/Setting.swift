/// One thing that an operator can set: an environment variable `RONDA_…`, its type, its default, and what it is for.
///
/// The key `http.port` is read from `RONDA_HTTP_PORT`. A secret may also be given as the name of a file that holds it:
/// the key `postgres.url` is read from `RONDA_POSTGRES_URL`, else from the file that `RONDA_POSTGRES_URL_FILE` names.
public struct Setting<Value: SettingValue>: Sendable {
  public let key: String
  public let summary: String
  public let isSecret: Bool
  /// What holds when nothing is set. `nil`: it must be set.
  public let standard: Value?
  /// `nil`: whatever is of the form.
  let limits: SettingLimits<Value>?

  /// A setting with a default.
  public init(_ key: String, default standard: Value, isSecret: Bool = false, _ summary: String) {
    self.key = key
    self.summary = summary
    self.isSecret = isSecret
    self.standard = standard
    limits = nil
  }

  /// A setting that must be set where it is read as required.
  public init(_ key: String, isSecret: Bool = false, _ summary: String) {
    self.key = key
    self.summary = summary
    self.isSecret = isSecret
    standard = nil
    limits = nil
  }

  /// A setting with a default, refused outside of a range.
  public init(_ key: String, default standard: Value, in range: ClosedRange<Value>, _ summary: String) where Value: Comparable {
    self.key = key
    self.summary = summary
    isSecret = false
    self.standard = standard
    limits = SettingLimits(
      text: "\(range.lowerBound.settingText) to \(range.upperBound.settingText)", allows: { range.contains($0) })
  }

  private var form: String { limits.map { "\(Value.settingForm), \($0.text)" } ?? Value.settingForm }

  public var environmentName: String { SettingName.environment(of: key) }

  /// The line of the operator's manual about this setting.
  public var documentation: SettingDocumentation {
    SettingDocumentation(
      environmentName: environmentName, form: form, standard: standard.map(\.settingText), isSecret: isSecret,
      summary: summary)
  }
}

/// What values of its type a setting may have.
struct SettingLimits<Value: Sendable>: Sendable {
  let text: String
  let allows: @Sendable (Value) -> Bool
}

/// What the operator's manual says about a setting.
public struct SettingDocumentation: Sendable, Equatable {
  public let environmentName: String
  public let form: String
  public let standard: String?
  public let isSecret: Bool
  public let summary: String

  /// `RONDA_HTTP_PORT` (whole number, default 8080): Port of the HTTP server.
  public var line: String {
    let rest = standard.map { $0.isEmpty ? ", empty by default" : ", default \($0)" } ?? ""
    let file = isSecret ? ", or a file named by \(environmentName)_FILE" : ""
    return "`\(environmentName)` (\(form)\(rest)\(file)): \(summary)"
  }
}

enum SettingName {
  static func environment(of key: String) -> String {
    "RONDA_" + String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}

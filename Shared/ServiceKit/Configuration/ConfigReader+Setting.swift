public import Configuration
import FoundationEssentials

extension ConfigReader {
  /// The environment of the process, scoped to `RONDA_…`.
  public static func environment() -> ConfigReader {
    ConfigReader(provider: EnvironmentVariablesProvider()).scoped(to: "ronda")
  }

  /// The given variables in place of the environment, for tests and for programs that host services. Names as in the environment.
  public static func variables(_ variables: [String: String]) -> ConfigReader {
    ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)).scoped(to: "ronda")
  }

  /// - Throws: ``ConfigurationError`` naming the variable, when it is neither set nor has a default, is not of its form, or not within its limits.
  public func value<Value>(of setting: Setting<Value>) throws -> Value {
    if let value = try optionalValue(of: setting) { return value }
    let file = setting.isSecret ? ", or \(setting.environmentName)_FILE," : ""
    throw ConfigurationError(key: setting.key, "\(file.isEmpty ? "" : file + " ")must be set: \(setting.summary)")
  }

  /// `nil` when the setting is neither set nor has a default.
  ///
  /// - Throws: ``ConfigurationError`` naming the variable, when it is not of its form or within its limits, or its file cannot be read.
  public func optionalValue<Value>(of setting: Setting<Value>) throws -> Value? {
    guard let text = try text(of: setting.key, isSecret: setting.isSecret) else { return setting.standard }
    guard let value = Value(settingText: text) else {
      throw ConfigurationError(key: setting.key, "is not of the form: \(Value.settingForm)")
    }
    if let limits = setting.limits, !limits.allows(value) {
      throw ConfigurationError(key: setting.key, "must be from \(limits.text)")
    }
    return value
  }

  private func text(of key: String, isSecret: Bool) throws -> String? {
    if let text = string(forKey: ConfigKey(key), isSecret: isSecret), !text.isEmpty { return text }
    guard isSecret, let path = string(forKey: ConfigKey(key + ".file")), !path.isEmpty else { return nil }
    do {
      let bytes = try Data(contentsOf: URL(filePath: path))
      let text = String(decoding: bytes, as: UTF8.self)
      return String(text[..<(text.lastIndex { !$0.isNewline }.map(text.index(after:)) ?? text.startIndex)])
    } catch {
      throw ConfigurationError(key: key + ".file", "names a file that cannot be read")
    }
  }
}

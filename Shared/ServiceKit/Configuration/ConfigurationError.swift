/// The program cannot start as it is configured. The text names the environment variable and never its value.
public struct ConfigurationError: Error, CustomStringConvertible, Equatable {
  public let key: String
  public let description: String

  public init(key: String, _ reason: String) {
    self.key = key
    description = "\(SettingName.environment(of: key)) \(reason)"
  }
}

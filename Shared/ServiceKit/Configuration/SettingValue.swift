/// A type that a setting can have.
public protocol SettingValue: Sendable {
  /// How the manual names the form, such as `whole number`.
  static var settingForm: String { get }
  /// `nil` when the text is not of the form.
  init?(settingText: String)
  var settingText: String { get }
}

extension String: SettingValue {
  public static var settingForm: String { "text" }
  public init?(settingText: String) { self = settingText }
  public var settingText: String { self }
}

extension Int: SettingValue {
  public static var settingForm: String { "whole number" }
  public init?(settingText: String) { self.init(settingText) }
  public var settingText: String { String(self) }
}

extension Bool: SettingValue {
  public static var settingForm: String { "true or false" }

  public init?(settingText: String) {
    switch settingText.lowercased() {
    case "true", "yes", "1": self = true
    case "false", "no", "0": self = false
    default: return nil
    }
  }

  public var settingText: String { self ? "true" : "false" }
}

extension Duration: SettingValue {
  public static var settingForm: String { "duration such as 500ms, 30s, 5m or 12h" }

  public init?(settingText: String) {
    let digits = settingText.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits) else { return nil }
    switch settingText.dropFirst(digits.count) {
    case "ms": self = .milliseconds(count)
    case "s": self = .seconds(count)
    case "m": self = .seconds(count * 60)
    case "h": self = .seconds(count * 3_600)
    default: return nil
    }
  }

  public var settingText: String {
    let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    return switch milliseconds {
    case 0: "0s"
    case let some where some % 3_600_000 == 0: "\(some / 3_600_000)h"
    case let some where some % 60_000 == 0: "\(some / 60_000)m"
    case let some where some % 1_000 == 0: "\(some / 1_000)s"
    default: "\(milliseconds)ms"
    }
  }
}

public import Configuration
public import ContactRules
import Contracts
import Foundation
public import ServiceKit

/// How the operator reads the law. The same settings hold in every service that acts on it.
public enum LawSettings {
  public static let counting = Setting<String>(
    "law.counting", default: "attempt",
    "What counts as a contact where the law leaves it open (Colombia): attempt or direct_contact.")
  public static let week = Setting<String>(
    "law.week", default: "calendar",
    "What caps by the week count over: calendar (Monday to Sunday) or rolling (seven times 24 hours).")
  public static let windows = Setting<String>(
    "law.windows", default: "",
    "Days of windows whose source is unsure, by rule, such as MX-01=MON-FRI or MX-01=MON-SUN+HOL, divided by commas; HOL opens holidays.")

  public static let holidays = Setting<String>(
    "law.holidays", default: "", "The path of a list of holidays of your own, as 'ronda contact-rules holidays' installs it.")

  public static let documentation: [SettingDocumentation] = [
    counting.documentation, week.documentation, windows.documentation, holidays.documentation,
  ]

  /// Compiles the rules as the operator reads them.
  ///
  /// - Throws: ``ConfigurationError`` that names the setting.
  public static func rules(_ configuration: ConfigReader) throws -> ContactRules {
    guard let counting = CountMode(rawValue: try configuration.value(of: counting)) else {
      throw ConfigurationError(key: counting.key, "must be attempt or direct_contact")
    }
    guard let week = WeekMode(rawValue: try configuration.value(of: week)) else {
      throw ConfigurationError(key: week.key, "must be calendar or rolling")
    }
    let reading = LawReading(counting: counting, week: week, windows: try windows(try configuration.value(of: windows)))
    let rules = try rules(try sources(try configuration.value(of: holidays)), reading)
    for ruleID in rules.reading.windows.keys where !rules.catalogue.contains(where: { $0.id == ruleID && $0.effect == .allow }) {
      throw ConfigurationError(key: windows.key, "names \(ruleID.rawValue), which opens no window")
    }
    return rules
  }

  /// The lists of holidays are known to be good.
  private static func rules(_ sources: RuleSources, _ reading: LawReading) throws -> ContactRules {
    do {
      return try ContactRules(sources, reading: reading)
    } catch let error as RuleDataError {
      throw ConfigurationError(key: windows.key, "cannot be used: \(error)")
    }
  }

  private static func sources(_ path: String) throws -> RuleSources {
    guard !path.isEmpty else { return .bundled }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw ConfigurationError(key: holidays.key, "names a file that cannot be read as UTF-8 text")
    }
    do {
      return try HolidayFile(parsing: text, name: path).added(to: .bundled)
    } catch let flaws as HolidayFile.Flaws {
      throw ConfigurationError(key: holidays.key, "names a list that cannot be used:\n\(flaws)")
    }
  }

  private static func windows(_ text: String) throws -> [RuleID: WindowReading] {
    var windows: [RuleID: WindowReading] = [:]
    for entry in text.split(separator: ",") {
      let parts = entry.split(separator: "=")
      guard parts.count == 2 else { throw ConfigurationError(key: "law.windows", "is not RULE=DAYS, ...: \(entry.prefix(40))") }
      let days = parts[1].split(separator: "+")
      windows[RuleID(String(parts[0].filter { !$0.isWhitespace }))] = WindowReading(
        weekdays: days.filter { $0 != "HOL" }.joined(separator: "+"), opensOnHolidays: days.contains("HOL"))
    }
    return windows
  }
}

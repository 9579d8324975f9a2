import ArgumentParser
import ContactRules
import Contracts
import Foundation
import Messaging

/// Checks a list of holidays, says what it changes, and puts it where the services read it.
struct ImportHolidays: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holidays", abstract: "Check a list of holidays, say what it changes, and install it.",
    discussion: """
      Columns: country, subdivision, rule (2026-12-24, or a rule for a date), name, years. A line with years (2026-2031) and no rule says that \
      the file has all holidays of the country in these years; the lines of other countries are added to those that come with the program. \
      Services read the installed file, RONDA_LAW_HOLIDAYS, when they start. The file that it takes the place of stays beside it, named after its version.
      """)
  @Argument(help: "The file.") var file: String
  @Option(help: "The path that RONDA_LAW_HOLIDAYS names; without it nothing is written.") var install: String?

  func run() throws {
    let text = try Self.read(file)
    let before = try rules(install.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil })
    let list: HolidayFile
    do { list = try HolidayFile(parsing: text, name: file) } catch let flaws {
      FileHandle.standardError.write(Data((flaws.description + "\n").utf8))
      print("rejected \(flaws.errors.count) lines; nothing was changed")
      throw ExitCode(1)
    }
    let after = try ContactRules(try list.added(to: .bundled))
    let (added, removed) = Self.difference(before, after)
    for (sign, days) in [("+", added), ("-", removed)] {
      for (country, date) in days { print("\(sign) \(country) \(date)") }
    }
    print(
      "read \(list.holidays) holidays, whole for \(list.whole.count) countries; added \(added.count) dates, removed \(removed.count); "
        + "rules \(before.version) -> \(after.version)")
    if let install { try put(text, at: install, replacing: before.version) }
  }

  private func rules(_ path: String?) throws -> ContactRules {
    guard let path else { return try ContactRules() }
    return try ContactRules(try HolidayFile(parsing: try Self.read(path), name: path).added(to: .bundled))
  }

  private static func read(_ path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw ValidationError("\(path): cannot be read as UTF-8 text")
    }
  }

  /// The dates of this year and the next five that are a holiday by one and not by the other.
  private static func difference(
    _ before: ContactRules, _ after: ContactRules
  ) -> (added: [(String, CalendarDate)], removed: [(String, CalendarDate)]) {
    let year = WallClock.system.now.dateInUTC.components.year
    guard let first = CalendarDate(year: year, month: 1, day: 1), let end = CalendarDate(year: year + 6, month: 1, day: 1) else {
      return ([], [])
    }
    var (added, removed): ([(String, CalendarDate)], [(String, CalendarDate)]) = ([], [])
    for country in after.countries {
      for day in 0..<end.days(since: first) {
        let date = first.advanced(byDays: day)
        let was = before.isHoliday(date, in: Jurisdiction(country)) == true
        let isNow = after.isHoliday(date, in: Jurisdiction(country)) == true
        if isNow, !was { added.append((country, date)) }
        if was, !isNow { removed.append((country, date)) }
      }
    }
    return (added, removed)
  }

  /// The same file again changes nothing. The new one appears whole or not at all.
  private func put(_ text: String, at path: String, replacing version: String) throws {
    let files = FileManager.default
    if files.fileExists(atPath: path) {
      guard try Self.read(path) != text else { return print("it is installed already") }
      let kept = "\(path).\(version)"
      if !files.fileExists(atPath: kept) { try files.copyItem(atPath: path, toPath: kept) }
    }
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    print("installed; services read it when they start")
  }
}

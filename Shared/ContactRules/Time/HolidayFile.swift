import Contracts

/// An operator's own list of holidays, beside or in place of what is compiled into the program.
///
/// Columns: `country`, `subdivision`, `rule` (as ``HolidayRule`` reads it), `name`, `years`. A line with `years` (`2026-2031`) and no rule says
/// for which years the country's list in this file is whole: it then stands in place of the compiled one. The lines of other countries
/// are added to it: a day that was decreed once.
public struct HolidayFile: Sendable {
  /// How many lines with a holiday it has.
  public let holidays: Int
  /// The countries whose list it replaces, and the years that are known of them.
  public let whole: [String: ClosedRange<Int>]
  private let lines: [(country: String, text: String)]

  /// - Parameter name: of the file, for errors.
  /// - Throws: all lines that cannot be used.
  public init(parsing text: String, name: String) throws(Flaws) {
    let table: CSVTable
    do throws(RuleDataError) {
      let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
      table = try CSVTable(parsing: text, file: name, required: ["country", "rule"])
    } catch {
      throw Flaws(errors: [error])
    }
    var (whole, lines, errors): ([String: ClosedRange<Int>], [(String, String)], [RuleDataError]) = ([:], [], [])
    for row in table.rows {
      do throws(RuleDataError) {
        let country = try Self.country(row, name)
        if row["rule"].isEmpty {
          whole[country] = try Self.years(row, name)
        } else {
          lines.append((country, try Self.line(row, country, name)))
        }
      } catch {
        errors.append(error)
      }
    }
    guard errors.isEmpty else { throw Flaws(errors: errors) }
    (self.whole, self.lines, holidays) = (whole, lines, lines.count)
  }

  /// Why a file cannot be used, line by line.
  public struct Flaws: Error, CustomStringConvertible {
    public let errors: [RuleDataError]
    public var description: String { errors.map(\.description).joined(separator: "\n") }
  }

  /// The texts with this file's holidays.
  public func added(to sources: RuleSources) throws(RuleDataError) -> RuleSources {
    var sources = sources
    sources.holidays = try Self.text(sources.holidays, "holidays.csv", without: Set(whole.keys)) + lines.map(\.text).joined()
    let spans = whole.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value.lowerBound),\($0.value.upperBound),by file\n" }
    sources.holidayYears = try Self.text(sources.holidayYears, "holiday-years.csv", without: Set(whole.keys)) + spans.joined()
    return sources
  }

  private static func country(_ row: CSVTable.Row, _ name: String) throws(RuleDataError) -> String {
    let country = row["country"]
    guard country.utf8.count == 2, country.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
      throw RuleDataError(file: name, line: row.line, column: "country", problem: "is no code of two capital letters, such as PE")
    }
    return country
  }

  private static func years(_ row: CSVTable.Row, _ name: String) throws(RuleDataError) -> ClosedRange<Int> {
    let years = row["years"].split(separator: "-").map { Int($0) }
    guard years.count == 2, let from = years[0], let to = years[1], from >= 1970, from <= to, to <= 2200 else {
      throw RuleDataError(file: name, line: row.line, column: "years", problem: "needs a rule, or years such as 2026-2031")
    }
    return from...to
  }

  private static func line(_ row: CSVTable.Row, _ country: String, _ name: String) throws(RuleDataError) -> String {
    let rule = row["rule"]
    guard HolidayRule(rule) != nil else {
      throw RuleDataError(file: name, line: row.line, column: "rule", problem: "is no date such as 2026-12-24 and no rule for one")
    }
    return CSVText.record([country, row["subdivision"], rule, row["name"]]) + "\n"
  }

  /// A table without the lines of some countries, whose code is the first field.
  private static func text(_ table: String, _ name: String, without countries: Set<String>) throws(RuleDataError) -> String {
    let lines = try CSVTable.split(table, file: name).map(\.fields).filter { !countries.contains($0.first ?? "") }
    return lines.map { CSVText.record($0) + "\n" }.joined()
  }
}

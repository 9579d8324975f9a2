import ContactRules
import Contracts
import Testing

@Suite("A list of holidays of the operator's own")
struct HolidayFileTests {
  private func rules(_ text: String) throws -> ContactRules {
    try ContactRules(try HolidayFile(parsing: text, name: "own.csv").added(to: .bundled))
  }

  private func isHoliday(_ date: String, _ country: String, _ rules: ContactRules) throws -> Bool? {
    rules.isHoliday(try #require(CalendarDate(date)), in: Jurisdiction(country))
  }

  @Test("V08, C48: a day that was decreed once is added to the country's holidays; the others stay")
  func added() throws {
    let own = try rules("country,subdivision,rule,name\nPE,,2026-12-07,\"Feriado, por decreto\"\n")
    #expect(try isHoliday("2026-12-07", "PE", Law.rules) == false)
    #expect(try isHoliday("2026-12-07", "PE", own) == true)
    #expect(try isHoliday("2026-12-08", "PE", own) == true)
    #expect(try isHoliday("2026-12-07", "CO", own) == false)
  }

  @Test(
    "V08, C48: a list that says its years takes the place of the compiled one; a year that it leaves out is missing, one that it adds is not"
  )
  func replaced() throws {
    let own = try rules("\u{FEFF}country,subdivision,rule,name,years\nPE,,,,2026-2026\nPE,,12-25,Navidad,\nCO,,,,2024-2040\nCO,,01-01,,\n")
    #expect(try isHoliday("2026-12-25", "PE", own) == true)
    #expect(try isHoliday("2026-12-08", "PE", own) == false)
    #expect(try isHoliday("2027-12-25", "PE", own) == nil)
    #expect(own.countriesWithoutCalendar(in: 2027).contains("PE"))
    #expect(!Law.rules.countriesWithoutCalendar(in: 2027).contains("PE"))
    #expect(Law.rules.countriesWithoutCalendar(in: 2040).contains("CO"))
    #expect(!own.countriesWithoutCalendar(in: 2040).contains("CO"))
  }

  @Test("V08: each list makes another version of the rules, the same list the same one")
  func versions() throws {
    let text = "country,rule\nPE,2026-12-07\n"
    #expect(try rules(text).version == rules(text).version)
    #expect(try rules(text).version != Law.rules.version)
    #expect(try rules(text).version != rules("country,rule\nPE,2026-12-08\n").version)
  }

  @Test("V08: every line that cannot be read is told with line and column, and nothing of the file is used")
  func flaws() throws {
    let text = "country,rule,years\nPE,2026-13-01,\nPERU,12-25,\nPE,,\nPE,,2031-2026\nPE,12-25,\n"
    do {
      _ = try HolidayFile(parsing: text, name: "own.csv")
      Issue.record("the file was taken")
    } catch {
      #expect(error.errors.map(\.line) == [2, 3, 4, 5])
      #expect(error.errors.map(\.column) == ["rule", "country", "years", "years"])
    }
    #expect(throws: HolidayFile.Flaws.self) { try HolidayFile(parsing: "land,regel\nPE,12-25\n", name: "own.csv") }
  }
}

import Contracts
import TestSupport
import Testing

@Suite("What banks send")
struct InputSchemaTests {
  let catalogue: JSONSchemaCatalogue

  init() throws { catalogue = try Schemas.catalogue }

  @Test("each input type has a golden that its schema takes and declares", arguments: InputTypes.schemaNames)
  func goldenIsValid(_ name: String) throws {
    let golden = try Golden.value(try #require(name.split(separator: "/").last.map(String.init)))
    #expect(try catalogue.incompatibilities(of: name, with: golden) == [])
  }

  @Test("an account event needs its keys, its balances, a sequence and a business date")
  func accountNeedsItsKeys() throws {
    let name = "\(Topics.delinquencyIn.name)/account.delinquent"
    let golden = try Golden.value("account.delinquent")
    for field in [
      "creditor_id", "account_number", "product_type", "currency", "debtor", "balances", "days_past_due", "sequence", "business_date",
    ] {
      let failures = try catalogue.failures(of: golden.replacing([.member(field)], with: nil), against: name)
      #expect(failures.map(\.path) == ["$"], "\(field)")
    }
  }

  @Test("an amount is minor units or a decimal, as a number or as text; anything else is refused")
  func amountsInBothForms() throws {
    let name = "\(Topics.paymentIn.name)/payment.posted"
    let golden = try Golden.value("payment.posted").replacing([.member("amount_minor")], with: nil)
    #expect(try !catalogue.failures(of: golden, against: name).isEmpty, "no amount at all")
    for amount: JSONValue in ["300.00", 300, .number(300.5)] {
      #expect(try catalogue.failures(of: golden.replacing([.member("amount")], with: amount), against: name) == [])
    }
    for amount: JSONValue in ["300,00", true, .null] {
      #expect(try !catalogue.failures(of: golden.replacing([.member("amount")], with: amount), against: name).isEmpty)
    }
    let fraction = golden.replacing([.member("amount_minor")], with: .number(300.5))
    #expect(try !catalogue.failures(of: fraction, against: name).isEmpty)
  }

  @Test("a reversal names the payment that it takes back")
  func reversalNamesThePayment() throws {
    let golden = try Golden.value("payment.reversed").replacing([.member("reversal_of")], with: nil)
    #expect(try !catalogue.failures(of: golden, against: "\(Topics.paymentIn.name)/payment.reversed").isEmpty)
    #expect(try catalogue.failures(of: golden, against: "\(Topics.paymentIn.name)/payment.posted").isEmpty)
  }

  @Test("fields that the schema does not know are allowed")
  func unknownFieldsAreAllowed() throws {
    let golden = try Golden.value("account.delinquent").replacing([.member("campaign")], with: "x")
    #expect(try catalogue.failures(of: golden, against: "\(Topics.delinquencyIn.name)/account.delinquent") == [])
  }
}

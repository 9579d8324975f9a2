import Contracts
import Ingestion
import Testing

@Suite("Reading what banks say about accounts")
struct StatementReaderTests {
  @Test("F9: amounts are read exactly, as minor units and as decimals of the major unit, as numbers and as texts")
  func exactAmounts() throws {
    let forms = [
      #"{"total":"100.10"}"#, #"{"total":100.10}"#, #"{"total_minor":10010}"#, #"{"total":"1001e-1"}"#, #"{"total":100.100000}"#,
      #"{"total":100.10,"total_minor":10010}"#,
    ]
    for form in forms {
      let statement = try SampleAccount().with { $0.overdue = form }.statement()
      #expect(statement.balances?.overdue.total == 10_010, "\(form)")
      #expect(statement.balances?.overdue.principal == 10_010)
    }
    // 0.1 + 0.2 in binary floating point is not 0.3.
    let parts = try SampleAccount().with { $0.overdue = #"{"principal":0.1,"interest":0.2,"total":0.3}"# }.statement()
    #expect(parts.balances?.overdue == OverdueBalances(principal: 10, interest: 20))
  }

  @Test("F9: an amount with more decimals than its currency is refused, naming the field")
  func tooManyDecimals() {
    let sample = SampleAccount().with { $0.overdue = #"{"total":"100.105"}"# }
    #expect(Samples.refusal(sample.json)?.code == .tooManyDecimals)
    #expect(Samples.refusal(sample.json)?.field == "balances.overdue.total")
    let pesos = SampleAccount().with { ($0.currency, $0.overdue, $0.totalDue) = ("COP", #"{"total":"150000.5"}"#, "200000") }
    #expect(Samples.refusal(pesos.json)?.code == .tooManyDecimals)
  }

  @Test("F9: each breach of the contract has its code and field")
  func breaches() {
    let sample = SampleAccount()
    let cases: [(SampleAccount, RejectCode, String)] = [
      (sample.with { $0.currency = "XYZ" }, .unknownCurrency, "currency"),
      (sample.with { $0.overdue = #"{"total":"-1.00"}"# }, .negativeAmount, "balances.overdue.total"),
      (
        sample.with { $0.overdue = #"{"principal":"80.00","interest":"15.00","total":"95.02"}"# }, .componentsMismatch,
        "balances.overdue.total"
      ),
      (sample.with { $0.businessDate = "2026-11-24" }, .futureBusinessDate, "business_date"),
      (sample.with { $0.businessDate = "2026-02-30" }, .invalidDate, "business_date"),
      (sample.with { $0.sequence = nil }, .missingField, "sequence"),
      (sample.with { $0.fullName = #"Rosa\u0000"# }, .nulCharacter, "debtor.full_name"),
      (sample.with { $0.fullName = String(repeating: "x", count: 201) }, .tooLong, "debtor.full_name"),
      (sample.with { $0.extra = #""flags":{"fraud":"yes"}"# }, .wrongType, "flags.fraud"),
      (sample.with { $0.extra = #""next_due":{"date":"2026-12-01","amount":"1e400"}"# }, .amountOutOfRange, "next_due.amount"),
      (sample.with { $0.addresses = #"[{"kind":"home","lines":"x","country":"ZZ"}]"# }, .unknownCountry, "addresses[0].country"),
      (sample.with { $0.addresses = #"[{"kind":"castle","lines":"x"}]"# }, .invalidValue, "addresses[0].kind"),
      (sample.with { $0.contacts = #"[{"channel":"email","value":"none"}]"# }, .invalidValue, "contacts[0].value"),
      (sample.with { $0.overdue = "{}" }, .missingField, "balances.overdue.total"),
      (sample.with { $0.overdue = #"{"total":"99999999999999999"}"# }, .amountOutOfRange, "balances.overdue.total"),
      (sample.with { $0.creditor = "" }, .missingField, "creditor_id"),
    ]
    for (broken, code, field) in cases {
      let refusal = Samples.refusal(broken.json)
      #expect(refusal?.code == code, "\(field): \(String(describing: refusal))")
      #expect(refusal?.field == field)
    }
  }

  @Test("F9: components may miss the total by one minor unit, which the largest takes")
  func roundedComponents() throws {
    let statement = try SampleAccount().with { $0.overdue = #"{"principal":"66.67","interest":"33.34","total":"100.00"}"# }.statement()
    #expect(statement.balances?.overdue == OverdueBalances(principal: 6_666, interest: 3_334))
  }

  @Test("F9: tomorrow's business date is taken")
  func tomorrow() throws {
    #expect(try SampleAccount().with { $0.businessDate = "2026-11-23" }.statement().businessDate == Samples.date("2026-11-23"))
  }

  @Test("F9: fields that Ronda does not know are kept as they came")
  func unknownFields() throws {
    let statement = try SampleAccount().with { $0.extra = #""collateral":[{"type":"car"}],"x_new":{"deep":[1.50,null]}"# }.statement()
    let details = String(decoding: statement.details, as: UTF8.self)
    #expect(details.contains(#""x_new":{"deep":[1.50,null]}"#))
    #expect(details.contains(#""collateral":[{"type":"car"}]"#))
    #expect(!details.contains("debtor"))
  }

  @Test("Attributes become texts, numbers with the digits they were sent with")
  func attributes() throws {
    let statement = try SampleAccount().with { $0.extra = #""attributes":{"job":"nurse","income":1500.50,"owner":true,"none":null}"# }
      .statement()
    #expect(statement.attributes == ["job": "nurse", "income": "1500.50", "owner": "true"])
  }

  @Test("An event that changes one thing need not repeat the rest; one that brings an account must")
  func partialEvents() throws {
    let json = #"{"creditor_id":"andes","account_number":"0001","sequence":2,"business_date":"2026-11-22"}"#
    #expect(try Samples.statement(json, .paused).balances == nil)
    #expect(Samples.refusal(json, .delinquent)?.code == .missingField)
  }
}

@Suite("Reading JSON")
struct JSONDocumentTests {
  private func refusal(_ text: String) -> RejectCode? {
    do {
      _ = try JSONDocument(Array(text.utf8))
      return nil
    } catch {
      return error.code
    }
  }

  @Test("F8: what is not sound JSON is refused and nothing crashes")
  func poison() {
    #expect(refusal("") == .malformedJSON)
    #expect(refusal("{") == .malformedJSON)
    #expect(refusal(#"{"a":1,}"#) == .malformedJSON)
    #expect(refusal(#"{"a":01}"#) == .malformedJSON)
    #expect(refusal(#"{"a":1} x"#) == .malformedJSON)
    #expect(refusal(#"{"a":"\ud800"}"#) == .malformedJSON)
    #expect(refusal(#"{"a":NaN}"#) == .malformedJSON)
    #expect(refusal(#"{"a":1e400}"#) == .invalidNumber)
    #expect(refusal(#"{"a":"\u0000"}"#) == .nulCharacter)
    #expect(refusal(String(repeating: "[", count: 10_000)) == .tooDeep)
    #expect(refusal(String(repeating: #"{"a":"#, count: 10_000)) == .tooDeep)
    #expect(throws: RecordError.self) { try JSONDocument([0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D]) }
  }

  @Test("Escapes are resolved, numbers keep their digits, and the path names the value")
  func values() throws {
    let root = try JSONDocument(Array(#"{"a":[{"b":"caf\u00e9 \ud83d\ude00 \"q\" \\ \/"},-1.50e+2]}"#.utf8)).root.object()
    let elements = try root.elements("a", atMost: 2)
    #expect(try elements[0].object().text("b", atMost: 50) == "café 😀 \"q\" \\ /")
    #expect(try elements[0].object().required("b").path == "a[0].b")
    #expect(elements[1].plainText == "-1.50e+2")
  }
}

@Suite("The three forms of an input record")
struct InputEnvelopeTests {
  private func envelope(_ json: String, _ headers: [String: String] = [:]) throws -> InputEnvelope {
    try InputEnvelope(value: Array(json.utf8)) { headers[$0] }
  }

  private func refusal(_ json: String, _ headers: [String: String] = [:]) -> RejectCode? {
    do {
      _ = try envelope(json, headers)
      return nil
    } catch {
      return (error as? RecordError)?.code
    }
  }

  @Test("CloudEvents in binary mode, in structured mode and bare JSON say the same")
  func forms() throws {
    let data = #"{"creditor_id":"andes"}"#
    let binary = try envelope(
      data, ["ce_specversion": "1.0", "ce_id": "e1", "ce_type": "account.cured", "content-type": "application/json"])
    let structured = #"{"specversion":"1.0","id":"e1","source":"/bank","type":"account.cured","data":\#(data)}"#
    let announced = try envelope(structured, ["content-type": "application/cloudevents+json; charset=utf-8"])
    let unannounced = try envelope(structured)
    for envelope in [binary, announced, unannounced] {
      #expect(envelope.type == "account.cured")
      #expect(envelope.eventID == "e1")
      #expect(envelope.hash == binary.hash)
      #expect(try envelope.data.text("creditor_id", atMost: 10) == "andes")
    }
    #expect(try envelope(#"{"type":"account.paused"}"#).type == "account.paused")
    #expect(try envelope(#"{"event_type":"account.paused"}"#).type == "account.paused")
    #expect(try envelope(data).type == nil)
  }

  @Test("F9: an unknown major version and foreign content are refused")
  func versions() {
    #expect(refusal("{}", ["ce_specversion": "2.0"]) == .unsupportedVersion)
    #expect(refusal("{}", ["ce_specversion": "1.0", "ce_dataschema": "ronda.in.delinquency.v2/account"]) == .unsupportedVersion)
    #expect(refusal("{}", ["ce_dataschema": "ronda.in.delinquency.v1/account"]) == nil)
    #expect(refusal("{}", ["content-type": "application/avro"]) == .unsupportedContent)
    #expect(
      refusal(#"{"specversion":"1.0","type":"t","id":"1","data_base64":"e30="}"#, ["content-type": "application/cloudevents+json"])
        == .unsupportedContent)
    #expect(refusal("[]") == .notAnObject)
    #expect(refusal("") == .emptyValue)
  }
}

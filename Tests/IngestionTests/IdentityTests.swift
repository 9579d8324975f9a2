import Ingestion
import Testing

@Suite("Identity documents")
struct IdentityTests {
  /// Numbers that are public: of tax offices, banks, and of the documents' own descriptions.
  @Test(
    "C22: right check digits pass",
    arguments: [
      ("NIT", "8001972684"), ("NIT", "8600343137"), ("NIT", "8909039388"), ("NIT", "890903938"), ("CC", "52123456"), ("CE", "123456"),
      ("TI", "1012345678"), ("PPT", "1234567"), ("CURP", "HEGG560427MVZRRL04"), ("RFC", "GODE561231GR8"), ("RFC", "SAT970701NN3"),
      ("DNI", "40123456"), ("DNI", "30123456"), ("RUC", "20100047218"), ("RUT", "970040005"), ("RUT", "123456785"),
      ("CUIT", "30500010912"), ("CEDULA", "1710034065"), ("RUC", "1790016919001"), ("RUC", "1760001550001"), ("RUC", "1710034065001"),
      ("CPF", "52998224725"), ("CNPJ", "11222333000181"),
    ])
  func right(type: String, number: String) {
    #expect(IdentityDocument.judge(type: type, number: number) == .ok)
  }

  @Test(
    "C22: a wrong check digit is told from a number that cannot be one",
    arguments: [
      ("NIT", "8001972685", IdentityDocument.Verdict.wrongCheckDigit), ("NIT", "12", .wrongForm),
      ("CURP", "HEGG560427MVZRRL05", .wrongCheckDigit),
      ("CURP", "HEGG560427MVZRRL0", .wrongForm), ("RFC", "GODE561231GR9", .wrongCheckDigit), ("RFC", "1ODE561231GR9", .wrongForm),
      ("DNI", "4012345", .ok), ("DNI", "401234", .wrongForm), ("RUC", "20100047219", .wrongCheckDigit), ("RUC", "201000472", .wrongForm),
      ("RUT", "970040004", .wrongCheckDigit), ("RUT", "97004000X", .wrongCheckDigit), ("RUT", "A7004000K", .wrongForm),
      ("CUIT", "30500010913", .wrongCheckDigit), ("CEDULA", "1710034064", .wrongCheckDigit), ("CEDULA", "9910034065", .wrongForm),
      ("CPF", "52998224724", .wrongCheckDigit), ("CPF", "11111111111", .wrongCheckDigit), ("CNPJ", "11222333000180", .wrongCheckDigit),
      ("CNPJ", "1122233300018", .wrongForm), ("PASSPORT", "X1", .unchecked),
    ])
  func wrong(type: String, number: String, verdict: IdentityDocument.Verdict) {
    #expect(IdentityDocument.judge(type: type, number: number) == verdict)
  }
}

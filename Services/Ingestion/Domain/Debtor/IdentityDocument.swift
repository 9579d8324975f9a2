/// Whether the number of an identity document can be right.
///
/// Sources: DIAN (NIT), RENAPO (CURP), SAT (RFC), SUNAT (RUC), Registro Civil (RUT), AFIP (CUIT), Registro Civil and SRI of Ecuador (cédula,
/// RUC), Receita Federal (CPF, CNPJ). A wrong number only warns: banks have debtors under numbers that somebody mistyped long ago, and a
/// debtor must stay the same debtor.
package enum IdentityDocument {
  package enum Verdict: String, Sendable {
    case ok
    case wrongCheckDigit = "wrong_check_digit"
    case wrongForm = "wrong_form"
    /// A type of document that Ronda does not know.
    case unchecked
  }

  /// - Parameters:
  ///   - type: as banks write it, in upper case.
  ///   - number: in the form of `PlainText.documentNumber`.
  package static func judge(type: String, number: String) -> Verdict {
    let digits = number.utf8.compactMap { (0x30...0x39).contains($0) ? Int($0) - 0x30 : nil }
    let isNumeric = digits.count == number.unicodeScalars.count
    switch type {
    case "CC": return form(isNumeric && (3...10).contains(digits.count))
    case "TI": return form(isNumeric && (10...11).contains(digits.count))
    case "PPT": return form(isNumeric && (5...15).contains(digits.count))
    case "CE": return form((6...12).contains(number.utf8.count) && isAlphanumeric(number))
    case "DNI": return isNumeric && (7...8).contains(digits.count) ? .ok : peruvianDNI(number)
    case "NIT": return nit(digits, isNumeric)
    case "RUC" where digits.count == 13: return isNumeric ? ecuadorianRUC(digits) : .wrongForm
    case "RUC": return isNumeric && digits.count == 11 ? modulo11(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], ten: 0) : .wrongForm
    case "CUIT", "CUIL": return isNumeric && digits.count == 11 ? cuit(digits) : .wrongForm
    case "RUT": return rut(number)
    case "CEDULA": return isNumeric && digits.count == 10 ? cedula(digits) : .wrongForm
    case "CPF": return isNumeric && digits.count == 11 ? cpf(digits) : .wrongForm
    case "CNPJ": return isNumeric && digits.count == 14 ? cnpj(digits) : .wrongForm
    case "CURP": return MexicanDocument.curp(number)
    case "RFC": return MexicanDocument.rfc(number)
    default: return .unchecked
    }
  }

  static func form(_ holds: Bool) -> Verdict { holds ? .ok : .wrongForm }

  private static func isAlphanumeric(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }

  private static func digit(_ holds: Bool) -> Verdict { holds ? .ok : .wrongCheckDigit }

  private static func sum(_ digits: some Sequence<Int>, _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The last digit is eleven less the remainder of the weighted sum; eleven is 0, ten is `ten`.
  private static func modulo11(_ digits: [Int], _ weights: [Int], eleven: Int = 1, ten: Int) -> Verdict {
    let check = 11 - sum(digits, weights) % 11
    return digit(digits[weights.count] == (check == 11 ? eleven : check == 10 ? ten : check))
  }

  /// Nine digits stand without their check digit.
  private static func nit(_ digits: [Int], _ isNumeric: Bool) -> Verdict {
    guard isNumeric, (6...10).contains(digits.count) else { return .wrongForm }
    guard digits.count == 10 else { return .ok }
    let rest = sum(digits.dropLast().reversed(), [3, 7, 13, 17, 19, 23, 29, 37, 41]) % 11
    return digit(digits[9] == (rest > 1 ? 11 - rest : rest))
  }

  /// Eight digits and the digit or letter that the document shows behind them.
  private static func peruvianDNI(_ number: String) -> Verdict {
    let bytes = Array(number.utf8)
    guard bytes.count == 9, bytes.prefix(8).allSatisfy({ (0x30...0x39).contains($0) }) else { return .wrongForm }
    let rest = 11 - sum(bytes.prefix(8).map { Int($0) - 0x30 }, [3, 2, 7, 6, 5, 4, 3, 2]) % 11
    let position = rest == 11 ? 0 : rest
    return digit(bytes[8] == Array("67890112345".utf8)[position] || bytes[8] == Array("KABCDEFGHIJ".utf8)[position])
  }

  private static func rut(_ number: String) -> Verdict {
    let bytes = Array(number.utf8)
    guard (7...9).contains(bytes.count), let last = bytes.last, bytes.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) else {
      return .wrongForm
    }
    let check = 11 - sum(bytes.dropLast().reversed().map { Int($0) - 0x30 }, [2, 3, 4, 5, 6, 7, 2, 3]) % 11
    return digit(last == (check == 11 ? UInt8(ascii: "0") : check == 10 ? UInt8(ascii: "K") : UInt8(0x30 + check)))
  }

  /// Numbers whose check digit would be ten are not given out.
  private static func cuit(_ digits: [Int]) -> Verdict { modulo11(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], eleven: 0, ten: -1) }

  private static func cedula(_ digits: [Int]) -> Verdict {
    let province = digits[0] * 10 + digits[1]
    guard (1...24).contains(province) || province == 30, digits[2] < 6 else { return .wrongForm }
    let sum = digits.prefix(9).enumerated().reduce(0) { total, item in
      let product = item.element * (item.offset % 2 == 0 ? 2 : 1)
      return total + (product > 9 ? product - 9 : product)
    }
    return digit(digits[9] == (10 - sum % 10) % 10)
  }

  /// By the third digit: a person (the cédula), a public body (6), a company (9).
  private static func ecuadorianRUC(_ digits: [Int]) -> Verdict {
    switch digits[2] {
    case 0...5: cedula(Array(digits.prefix(10)))
    case 6: modulo11(digits, [3, 2, 7, 6, 5, 4, 3, 2], eleven: 0, ten: -1)
    case 9: modulo11(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2], eleven: 0, ten: -1)
    default: .wrongForm
    }
  }

  private static func cpf(_ digits: [Int]) -> Verdict {
    guard Set(digits).count > 1 else { return .wrongCheckDigit }
    return digit(brazilian(digits, Array((2...10).reversed())) && brazilian(digits, Array((2...11).reversed())))
  }

  private static func cnpj(_ digits: [Int]) -> Verdict {
    digit(
      brazilian(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) && brazilian(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
  }

  private static func brazilian(_ digits: [Int], _ weights: [Int]) -> Bool {
    let rest = sum(digits, weights) % 11
    return digits[weights.count] == (rest < 2 ? 0 : 11 - rest)
  }
}

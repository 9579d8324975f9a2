/// The two Mexican documents, whose check characters count letters.
enum MexicanDocument {
  /// Clave Única de Registro de Población: 18 characters, the last one a digit over the others.
  static func curp(_ number: String) -> IdentityDocument.Verdict {
    let characters = Array(number)
    guard characters.count == 18, isForm(characters, "AAAA999999AAAAAXX9") else { return .wrongForm }
    let values = characters.prefix(17).compactMap { position($0, in: "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ") }
    guard values.count == 17 else { return .wrongForm }
    let sum = values.enumerated().reduce(0) { $0 + $1.element * (18 - $1.offset) }
    return String(characters[17]) == String((10 - sum % 10) % 10) ? .ok : .wrongCheckDigit
  }

  /// Registro Federal de Contribuyentes: 13 characters of a person, 12 of a company, the last one over the others.
  static func rfc(_ number: String) -> IdentityDocument.Verdict {
    let characters = Array(number)
    let isCompany = characters.count == 12
    guard isForm(characters, isCompany ? "NNN999999XXX" : "NNNN999999XXX") else { return .wrongForm }
    // A company's is counted as if a blank stood before it.
    let values = ((isCompany ? [" "] : []) + characters.dropLast()).compactMap {
      position($0, in: "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")
    }
    guard values.count == 12, let last = characters.last else { return .wrongForm }
    let rest = values.enumerated().reduce(0) { $0 + $1.element * (13 - $1.offset) } % 11
    let check = rest == 0 ? "0" : rest == 1 ? "A" : String(11 - rest)
    return String(last) == check ? .ok : .wrongCheckDigit
  }

  private static func position(_ character: Character, in alphabet: String) -> Int? {
    alphabet.firstIndex(of: character).map { alphabet.distance(from: alphabet.startIndex, to: $0) }
  }

  /// A is a letter, N a letter or &, 9 a digit, X either letter or digit.
  private static func isForm(_ characters: [Character], _ form: String) -> Bool {
    characters.count == form.count
      && zip(characters, form).allSatisfy { character, kind in
        let isLetter = character == "Ñ" || ("A"..."Z").contains(character)
        let isDigit = ("0"..."9").contains(character)
        return switch kind {
        case "A": isLetter
        case "N": isLetter || character == "&"
        case "9": isDigit
        default: isLetter || isDigit
        }
      }
  }
}

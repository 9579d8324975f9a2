/// Texts in the form in which two spellings of the same thing are equal.
package enum PlainText {
  /// Lower case, without accents, everything that is neither letter nor digit as one space.
  static func folded(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A: bytes.append(UInt8(scalar.value))
      case 0x41...0x5A: bytes.append(UInt8(scalar.value + 32))
      case 0x300...0x36F: continue
      default:
        if let letter = plain(scalar) {
          bytes.append(letter)
        } else if scalar.value > 0x24F, scalar.properties.isAlphabetic {
          bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        } else if bytes.last != UInt8(ascii: " "), !bytes.isEmpty {
          bytes.append(UInt8(ascii: " "))
        }
      }
    }
    if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The letter below the accent, for Latin-1 and what Romanic languages take from Latin Extended.
  private static func plain(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0xC0...0xC5, 0xE0...0xE5, 0xAA: UInt8(ascii: "a")
    case 0xC7, 0xE7: UInt8(ascii: "c")
    case 0xC8...0xCB, 0xE8...0xEB: UInt8(ascii: "e")
    case 0xCC...0xCF, 0xEC...0xEF: UInt8(ascii: "i")
    case 0xD1, 0xF1: UInt8(ascii: "n")
    case 0xD2...0xD6, 0xF2...0xF6, 0xBA: UInt8(ascii: "o")
    case 0xD9...0xDC, 0xF9...0xFC: UInt8(ascii: "u")
    case 0xDD, 0xFD, 0xFF: UInt8(ascii: "y")
    default: nil
    }
  }

  /// An address as a key: the words for streets in one spelling, the words for "number" left out.
  package static func place(lines: String, district: String?, city: String?, country: String) -> String {
    let words = folded(lines).split(separator: " ").compactMap { word -> Substring? in
      switch word {
      case "avenida", "avda", "ave": "av"
      case "jiron", "jir": "jr"
      case "calle", "cll", "c": "cl"
      case "carrera", "cra", "kra", "cr", "kr": "kr"
      case "pasaje", "psje", "pje": "pj"
      case "urbanizacion": "urb"
      case "manzana": "mz"
      case "lote": "lt"
      case "departamento", "depto", "dpto", "apartamento", "apto": "dp"
      case "numero", "nro", "num", "no", "n": nil
      default: word
      }
    }
    return "\(country)/\(folded(city ?? ""))/\(folded(district ?? ""))/\(words.joined(separator: " "))"
  }

  /// A telephone number as +51999888777 where the country tells how; its digits otherwise. `nil` without any digit.
  package static func telephone(_ text: String, country: String) -> String? {
    let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { return nil }
    let number = String(decoding: digits, as: UTF8.self)
    if text.utf8.first == UInt8(ascii: "+") { return "+" + number }
    if number.hasPrefix("00") { return "+" + number.dropFirst(2) }
    guard let form = Countries.telephone(of: country) else { return number }
    let national = String(number.drop { $0 == "0" })
    if form.digits.contains(national.utf8.count) { return "+" + form.prefix + national }
    if national.hasPrefix(form.prefix), form.digits.contains(national.utf8.count - form.prefix.utf8.count) { return "+" + national }
    return national.isEmpty ? nil : national
  }

  /// The number of an identity document without the punctuation that people write.
  package static func documentNumber(_ text: String) -> String {
    let kept = text.unicodeScalars.filter { $0 != "." && $0 != "-" && $0 != " " && $0 != "/" }
    return String(String.UnicodeScalarView(kept)).uppercased()
  }
}

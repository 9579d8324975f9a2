/// One line of a text file, split at blanks.
struct FieldLine {
  /// Counted from 1.
  let number: Int
  let fields: [ArraySlice<UInt8>]
  /// Without the blanks at both ends.
  let text: String

  /// The lines that are not blank. Line ends may be of Unix, Windows or old Macintosh.
  static func read(_ bytes: [UInt8]) -> [FieldLine] {
    var lines: [FieldLine] = []
    var number = 1
    var start = 0
    var index = 0
    func close(_ end: Int) {
      let fields = bytes[start..<end].split { $0 == 0x20 || $0 == 0x09 }
      guard let first = fields.first, let last = fields.last else { return }
      lines.append(
        FieldLine(number: number, fields: fields, text: String(decoding: bytes[first.startIndex..<last.endIndex], as: UTF8.self)))
    }
    while index < bytes.count {
      if bytes[index] == 0x0A || bytes[index] == 0x0D {
        close(index)
        number += 1
        if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        start = index + 1
      }
      index += 1
    }
    close(bytes.count)
    return lines
  }

  /// The fields as numbers; `nil` when one of them is none.
  var numbers: [Double]? {
    var numbers: [Double] = []
    numbers.reserveCapacity(fields.count)
    for field in fields {
      guard let number = Self.number(field) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// - Throws: `RoutingFileError` naming the line, `field`, and what stands there.
  func number(_ index: Int, _ field: String) throws(RoutingFileError) -> Double {
    guard index < fields.count else { throw RoutingFileError(line: number, field, "is missing") }
    guard let value = Self.number(fields[index]) else {
      throw RoutingFileError(line: number, field, "'\(String(decoding: fields[index].prefix(40), as: UTF8.self))' is not a number")
    }
    return value
  }

  /// A whole number from 0 up.
  func count(_ index: Int, _ field: String) throws(RoutingFileError) -> Int {
    let value = try number(index, field)
    guard let whole = Int(exactly: value), whole >= 0 else {
      throw RoutingFileError(line: number, field, "\(value) is not a whole number from 0 up")
    }
    return whole
  }

  /// Finite ones only: `nan` and `inf` are words here.
  private static func number(_ field: ArraySlice<UInt8>) -> Double? {
    guard let first = field.first, (0x30...0x39).contains(first) || [0x2B, 0x2D, 0x2E].contains(first) else { return nil }
    guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }
}

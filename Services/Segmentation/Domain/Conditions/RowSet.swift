/// A set of the rows of a table, one bit a row.
package struct RowSet: Equatable, Sendable {
  package let count: Int
  private var words: [UInt64]

  package init(count: Int, all: Bool = false) {
    self.count = count
    words = Array(repeating: all ? .max : 0, count: (count + 63) / 64)
    if all { trim() }
  }

  /// The rows for which `holds` is true.
  @inline(__always)
  package init(count: Int, where holds: (Int) -> Bool) {
    self.count = count
    words = []
    words.reserveCapacity((count + 63) / 64)
    var row = 0
    while row < count {
      var word: UInt64 = 0
      for bit in 0..<min(64, count - row) where holds(row + bit) { word |= 1 << UInt64(bit) }
      words.append(word)
      row += 64
    }
  }

  package subscript(row: Int) -> Bool {
    get { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }
    set {
      let mask: UInt64 = 1 << UInt64(row & 63)
      if newValue { words[row >> 6] |= mask } else { words[row >> 6] &= ~mask }
    }
  }

  /// How many rows are in it.
  package var cardinality: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  package mutating func formIntersection(_ other: RowSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  package mutating func formUnion(_ other: RowSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  package mutating func invert() {
    for index in words.indices { words[index] = ~words[index] }
    trim()
  }

  /// Bits beyond the last row stay zero.
  private mutating func trim() {
    if count & 63 != 0, let last = words.indices.last { words[last] &= (1 << UInt64(count & 63)) - 1 }
  }
}

import Contracts

/// An enumeration of at most 16 cases, each with a fixed number, so that a set of them is one integer.
protocol SmallCase: CaseIterable, RawRepresentable<String> {
  var ordinal: UInt16 { get }
}

/// A set over the cases of a small enumeration.
struct CaseSet<Element: SmallCase>: Sendable {
  private(set) var bits: UInt16

  static var all: CaseSet { CaseSet(bits: .max) }
  static var none: CaseSet { CaseSet(bits: 0) }

  var isEmpty: Bool { bits == 0 }

  func contains(_ element: Element) -> Bool { bits & (1 << element.ordinal) != 0 }

  mutating func insert(_ element: Element) { bits |= 1 << element.ordinal }

  var count: Int { bits.nonzeroBitCount }

  /// Reads names divided by `|`. Nothing reads as `whenEmpty`, `*` as all. `nil` for a name that is none of the cases.
  init?(_ text: String, whenEmpty: CaseSet) {
    if text.isEmpty || text == "*" {
      self = text.isEmpty ? whenEmpty : .all
      return
    }
    bits = 0
    for name in text.split(separator: "|") {
      guard let element = Element(rawValue: String(name)) else { return nil }
      insert(element)
    }
  }

  private init(bits: UInt16) { self.bits = bits }
}

extension ContactChannel: SmallCase {
  var ordinal: UInt16 {
    switch self {
    case .call: 0
    case .sms: 1
    case .whatsapp: 2
    case .email: 3
    case .letter: 4
    case .visit: 5
    case .fax: 6
    }
  }
}

extension ProductType: SmallCase {
  var ordinal: UInt16 {
    switch self {
    case .loan: 0
    case .card: 1
    case .overdraft: 2
    case .mortgage: 3
    case .vehicle: 4
    case .microcredit: 5
    case .agro: 6
    case .utility: 7
    case .telco: 8
    }
  }
}

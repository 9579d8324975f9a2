public import Contracts

/// Where a contact would take place.
public enum ContactPlace: String, Codable, CaseIterable, Sendable {
  case home
  case workplace
  /// The debtor's own shop or office.
  case business
  /// Nobody has established what the address is; judged as a home.
  case unspecified
  /// Known to be neither home nor workplace, such as a branch or a place that the debtor chose.
  case elsewhere

  /// The place that an address stands for. An `other` address may well be a home, so it counts as unspecified.
  public init(_ kind: AddressKind) {
    switch kind {
    case .home: self = .home
    case .work: self = .workplace
    case .business: self = .business
    case .other: self = .unspecified
    }
  }
}

extension ContactPlace: SmallCase {
  var ordinal: UInt16 {
    switch self {
    case .home: 0
    case .workplace: 1
    case .business: 2
    case .unspecified: 3
    case .elsewhere: 4
    }
  }
}

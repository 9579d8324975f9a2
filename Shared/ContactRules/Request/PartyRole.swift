import Contracts

extension PartyRole: SmallCase {
  var ordinal: UInt16 {
    switch self {
    case .holder: 0
    case .coDebtor: 1
    case .guarantor: 2
    case .legalRepresentative: 3
    case .reference: 4
    case .employer: 5
    case .relative: 6
    case .thirdParty: 7
    }
  }
}

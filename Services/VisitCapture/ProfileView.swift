import Contracts

/// A debtor's profile, every group present.
struct ProfileView: Encodable, Sendable {
  struct Entry: Encodable, Sendable {
    let name: String
    let value: String
    let masked: Bool
  }

  let debtorID: DebtorID
  let groups: [String: [Entry]]

  init(_ profile: DebtorProfile) {
    debtorID = profile.debtorID
    groups = Dictionary(
      uniqueKeysWithValues: profile.groups.map { group, entries in
        (group.rawValue, entries.map { Entry(name: $0.name, value: $0.value, masked: $0.isMasked) })
      })
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case groups
  }
}

package import Contracts

/// Everything known of a debtor, by subject, as far as somebody of a role may see it.
package struct DebtorProfile: Equatable, Sendable {
  package enum Group: String, Codable, CaseIterable, Sendable { case debt, personal, labour, assets, financial, products }

  package struct Entry: Equatable, Sendable {
    package var name: String
    package var value: String
    package var isMasked: Bool
  }

  /// What an outside party may not read: the debtor's means, and the digits that identify a person.
  private static let hiddenFromOutside: Set<Group> = [.labour, .assets, .financial]
  private static let identifying: Set<String> = ["id_number", "birth_date"]
  /// Where the bank's free attributes belong, by how their names begin.
  private static let prefixes: [(String, Group)] = [
    ("job", .labour), ("occupation", .labour), ("profession", .labour), ("employ", .labour), ("company", .labour), ("work", .labour),
    ("asset", .assets), ("property", .assets), ("vehicle", .assets), ("collateral", .assets), ("guarantee", .assets),
    ("income", .financial), ("salary", .financial), ("expense", .financial), ("bank", .financial), ("score", .financial),
    ("rating", .financial), ("risk", .financial),
  ]

  package let debtorID: DebtorID
  package private(set) var groups: [Group: [Entry]]

  /// - Parameter roles: of who looks: an agency or law firm sees less than the house, a collector no full document number.
  package init(_ dossier: Dossier, seenBy roles: Set<StaffRole>) {
    debtorID = dossier.debtor.debtorID
    groups = Dictionary(uniqueKeysWithValues: Group.allCases.map { ($0, []) })
    let isOutside = !roles.isDisjoint(with: [.agency, .lawFirm]) && roles.isDisjoint(with: [.administrator, .supervisor, .auditor])
    let isOffice = !roles.isDisjoint(with: [.administrator, .supervisor, .auditor, .operator])
    addDebt(dossier)
    addPersonal(dossier)
    addProducts(dossier)
    addAttributes(dossier)
    for (group, entries) in groups {
      groups[group] = entries.map { entry in
        let hidden = isOutside && Self.hiddenFromOutside.contains(group) || !isOffice && Self.identifying.contains(entry.name)
        return hidden ? Entry(name: entry.name, value: Self.mask(entry), isMasked: true) : entry
      }
    }
  }

  /// The last three characters of a number are enough to compare it with a document; of the rest nothing is shown.
  private static func mask(_ entry: Entry) -> String {
    entry.name == "id_number" && entry.value.count > 6 ? "•••" + entry.value.suffix(3) : "•••"
  }

  private mutating func add(_ group: Group, _ name: String, _ value: String?) {
    if let value, !value.isEmpty { groups[group, default: []].append(Entry(name: name, value: value, isMasked: false)) }
  }

  private mutating func addDebt(_ dossier: Dossier) {
    for account in dossier.accounts where account.status.isWorked {
      let key = "\(account.accountID)"
      add(.debt, "\(key).overdue_minor", "\(account.overdueMinor) \(account.currency.rawValue)")
      add(.debt, "\(key).total_due_minor", "\(account.totalDueMinor) \(account.currency.rawValue)")
      add(.debt, "\(key).days_past_due", String(account.daysPastDue))
      add(.debt, "\(key).oldest_due_date", account.oldestDueDate?.description)
    }
  }

  private mutating func addPersonal(_ dossier: Dossier) {
    let debtor = dossier.debtor
    add(.personal, "full_name", debtor.fullName)
    add(.personal, "id_type", debtor.idType)
    add(.personal, "id_number", debtor.idNumber)
    add(.personal, "birth_date", debtor.birthDate?.description)
    add(.personal, "language", debtor.language)
    for address in debtor.addresses { add(.personal, "address.\(address.kind.rawValue)", address.lines) }
    for contact in dossier.usableContacts { add(.personal, "contact.\(contact.channel.rawValue)", contact.value) }
  }

  private mutating func addProducts(_ dossier: Dossier) {
    for account in dossier.accounts {
      add(.products, "\(account.accountID)", "\(account.creditorID) \(account.productType.rawValue) \(account.status.rawValue)")
    }
  }

  private mutating func addAttributes(_ dossier: Dossier) {
    var seen: Set<String> = []
    for account in dossier.accounts {
      add(.financial, "\(account.accountID).risk_score", account.riskScore.map(String.init))
      for (name, value) in account.attributes.sorted(by: { $0.key < $1.key }) where seen.insert(name).inserted {
        let lower = name.lowercased()
        add(Self.prefixes.first { lower.hasPrefix($0.0) }?.1 ?? .personal, name, value)
      }
    }
  }
}

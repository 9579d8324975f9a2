import Contracts
import Messaging
import Spreadsheets

/// Rows of exclusions.csv.
extension ImportBatches {
  mutating func takeExclusions(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let read = ExclusionRows(columns: columns, naming: importer.intake.naming)
    let (accepted, errors) = said(by: rows, columns) { row throws(RecordError) in
      let notice = try read.notice(row)
      if let creditor = notice.creditorID { try checkScope(creditor) }
      return notice
    }
    lists.formUnion(accepted.map(\.said.listID))
    let rejectedBefore = summary.rejected
    try await commit(rows.count, errors) { [importID, scope = options.creditorIDs, naming = importer.intake.naming] work in
      let entries = try await Self.exclusions(accepted.map(\.said), scope, naming, importID, in: work)
      let heirs = try await Self.heirs(of: Self.named(in: entries), naming, in: work)
      return try await Self.apply(entries, and: heirs, of: accepted.map(\.row), in: work)
    }
    if summary.rejected > rejectedBefore { hasNamelessRow = true }
  }

  /// Who is meant, each once: a second row for somebody is refused, or the file would never come to rest.
  private static func exclusions(
    _ notices: [ExclusionNotice], _ scope: [CreditorID], _ naming: Naming, _ importID: ImportID, in work: Work
  ) async throws -> [Result<Exclusion, RecordError>] {
    let owners = try await AccountStore.debtors(of: Set(notices.compactMap(\.accountID)).sorted(), in: work.transaction)
    var entries = notices.map { notice in attempt { () throws(RecordError) in try notice.exclusion(owners: owners, naming: naming) } }
    let named = Self.named(in: entries)
    let visible = try await ExclusionStore.visible(Set(named.map(\.debtorID)).sorted(), to: scope, in: work.transaction)
    var unseen = try await ImportStore.see(Set(named.map(\.exclusionID.rawValue)).sorted(), importID, in: work.transaction)
    for (index, entry) in entries.enumerated() {
      guard case .success(let exclusion) = entry else { continue }
      if !scope.isEmpty, !visible.contains(exclusion.debtorID) {
        entries[index] = .failure(RecordError(.accountUnknown, "id_number", "the debtor is not known or outside of your scope"))
      } else if unseen.remove(exclusion.exclusionID.rawValue) == nil {
        entries[index] = .failure(RecordError(.conflict, "list_id", "the file names it twice"))
      }
    }
    return entries
  }

  /// The same of those whom persons of the file have become, where the file does not name them itself.
  private static func heirs(of named: [Exclusion], _ naming: Naming, in work: Work) async throws -> [Exclusion] {
    let persons = named.filter { $0.accountID == nil }
    let heirs = try await ExclusionStore.heirs(of: Set(persons.map(\.debtorID)).sorted(), in: work.transaction)
    var entries: [ExclusionID: Exclusion] = [:]
    for var entry in persons {
      guard let heir = heirs[entry.debtorID] else { continue }
      entry.debtorID = heir
      entry.exclusionID = try naming.exclusion(entry.listID, of: heir, nil)
      entries[entry.exclusionID] = entry
    }
    for exclusion in named { entries[exclusion.exclusionID] = nil }
    return Array(entries.values)
  }

  private static func apply(
    _ entries: [Result<Exclusion, RecordError>], and heirs: [Exclusion], of rows: [CSVRow], in work: Work
  ) async throws -> Applied {
    let changes = try await ExclusionStore.put(Self.named(in: entries) + heirs, at: work.now, in: work.transaction)
    let byID = Dictionary(uniqueKeysWithValues: changes.map { ($0.exclusion.exclusionID, $0) })
    try work.publish(contentsOf: changes.map { $0.exclusion.event(version: $0.version, at: work.now) })
    let outcomes = entries.map { entry -> Outcome in
      switch entry {
      case .failure(let error): .rejected(error)
      case .success(let exclusion): byID[exclusion.exclusionID].map { $0.isNew ? .created : .updated } ?? .duplicate
      }
    }
    return Applied(
      outcomes: outcomes, errors: errors(outcomes, of: rows), deactivated: changes.count { !$0.isNew && !$0.exclusion.isActive })
  }

  /// Those that could be read; what was wrong with the others is told in the file of errors.
  private static func named(in entries: [Result<Exclusion, RecordError>]) -> [Exclusion] {
    entries.compactMap { entry in
      guard case .success(let exclusion) = entry else { return nil }
      return exclusion
    }
  }

  // MARK: - A full file

  /// Takes off the lists that the file names whom files put on them and this one no longer names.
  mutating func withdrawExclusions() async throws {
    var last: ExclusionID?
    while true {
      let before = summary
      let step = try await importer.write { [last, lists, importID, scope = options.creditorIDs] work in
        let changes = try await ExclusionStore.withdraw(
          notNamedBy: importID, from: lists.sorted(), within: scope, after: last, limit: 500, at: work.now, in: work.transaction)
        try work.publish(contentsOf: changes.map { $0.exclusion.event(version: $0.version, at: work.now) })
        var after = before
        after.deactivated += Int64(changes.count)
        try await ImportStore.progress(after, in: work.transaction)
        return (after, changes.last?.exclusion.exclusionID)
      }
      summary = step.0
      guard let next = step.1 else { return }
      last = next
    }
  }
}

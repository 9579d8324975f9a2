import Contracts
import Messaging
import Spreadsheets

/// Rows that say something of people and places: addresses.csv, contacts.csv, parties.csv, locations.csv.
extension ImportBatches {
  mutating func takeSupplements(_ rows: [CSVRow], _ columns: CSVColumns, _ part: SupplementPart) async throws {
    let read = SupplementRows(
      part: part, columns: columns, options: options, businessDate: businessDate, naming: importer.intake.naming, today: today)
    let (accepted, errors) = said(by: rows, columns) { row throws(RecordError) in
      let notice = try read.notice(row)
      if let creditor = notice.creditorID { try checkScope(creditor) }
      return notice
    }
    creditors.formUnion(accepted.compactMap(\.said.creditorID))
    newestDate = max(newestDate, accepted.map(\.said.since).max() ?? newestDate)
    let accounts = Set(accepted.compactMap(\.said.accountID)).sorted()
    let rejectedBefore = summary.rejected
    try await commit(rows.count, errors) { [importID, intake = importer.intake] work in
      try await intake.change(ofAccounts: accounts, in: work) { portfolio in
        let statements = accepted.map { accepted in Self.attempt { () throws(RecordError) in try portfolio.read(accepted.said) } }
        return try await Self.apply(statements, of: accepted.map(\.row), to: &portfolio, importID, in: work)
      }
    }
    if summary.rejected > rejectedBefore { hasNamelessRow = true }
  }

  mutating func takeLocations(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let read = LocationRows(columns: columns, options: options)
    let (accepted, errors) = said(by: rows, columns) { row throws(RecordError) in try read.location(row) }
    let debtors = Set(accepted.map(\.said.debtorID)).sorted()
    try await commit(rows.count, errors) { [importID, businessDate, scope = options.creditorIDs, intake = importer.intake] work in
      try await intake.change(debtors, in: work) { portfolio in
        let statements = accepted.map { accepted in
          Self.attempt { () throws(RecordError) in
            guard portfolio.isVisible(accepted.said.debtorID, to: scope) else {
              throw RecordError(.accountUnknown, "debtor_id", "the debtor is not known or outside of your scope")
            }
            return try portfolio.read(accepted.said, since: businessDate)
          }
        }
        return try await Self.apply(statements, of: accepted.map(\.row), to: &portfolio, importID, in: work)
      }
    }
  }

  /// A file says one thing of an address, contact or party: a second row for it is refused, or the file would never come to rest.
  private static func apply(
    _ statements: [Result<Supplement, RecordError>], of rows: [CSVRow], to portfolio: inout Portfolio, _ importID: ImportID, in work: Work
  ) async throws -> Applied {
    let named = statements.compactMap { try? $0.get().supplementID.rawValue }
    var unseen = try await ImportStore.see(Set(named).sorted(), importID, in: work.transaction)
    let outcomes = statements.map { statement -> Outcome in
      switch statement {
      case .failure(let error): return .rejected(error)
      case .success(let supplement):
        guard unseen.remove(supplement.supplementID.rawValue) != nil else {
          return .rejected(RecordError(.conflict, "", "the file names it twice"))
        }
        return portfolio.apply(supplement)
      }
    }
    return Applied(outcomes: outcomes, errors: errors(outcomes, of: rows))
  }

  // MARK: - A full file

  /// Takes back what files of the creditors said and this one no longer names.
  mutating func withdraw(_ part: SupplementPart) async throws {
    var last: SupplementID?
    while true {
      let before = summary
      let step = try await importer.write { [last, creditors, newestDate, importID, intake = importer.intake] work in
        let missing = try await SupplementStore.notNamed(
          byImport: importID, part, creditors: creditors.sorted(), asOf: newestDate, after: last, limit: 500, in: work.transaction)
        let count = try await intake.change(Set(missing.map(\.debtorID)).sorted(), in: work) { portfolio in
          missing.count { portfolio.withdraw($0.supplementID, of: $0.debtorID) == .updated }
        }
        var after = before
        after.deactivated += Int64(count)
        try await ImportStore.progress(after, in: work.transaction)
        return (after, missing.last?.supplementID)
      }
      summary = step.0
      guard let next = step.1 else { return }
      last = next
    }
  }
}

extension SupplementNotice {
  fileprivate var accountID: AccountID? {
    if case .account(let id) = subject { id } else { nil }
  }
}

import Contracts
import Messaging

/// The state of one import between its batches.
struct ImportBatches {
  let importer: Importer
  let options: ImportOptions
  let importID: ImportID
  let businessDate: CalendarDate
  private(set) var summary: ImportSummary
  private(set) var creditors: Set<CreditorID> = []
  private var columns: CSVColumns?
  private var newestDate: CalendarDate
  /// Whether a row could not be told to be of one account: then what the file does not name is unknown.
  private var hasNamelessRow = false
  private var batchCount = 0

  init(importer: Importer, options: ImportOptions, importID: ImportID, businessDate: CalendarDate) {
    self.importer = importer
    self.options = options
    self.importID = importID
    self.businessDate = businessDate
    newestDate = businessDate
    summary = ImportSummary(importID: importID)
  }

  func requireHeader() throws(RecordError) {
    if columns == nil { throw RecordError(.missingColumn, "", "the file is empty") }
  }

  mutating func take(_ rows: [CSVRow]) async throws {
    var rows = rows[...]
    if columns == nil {
      guard let header = rows.popFirst() else { return }
      columns = try CSVColumns(header, required: options.kind == .accounts ? AccountRows.required : PaymentRows.required)
    }
    guard let columns, !rows.isEmpty else { return }
    switch options.kind {
    case .accounts: try await takeAccounts(Array(rows), columns)
    case .payments: try await takePayments(Array(rows), columns)
    }
    batchCount += 1
    if batchCount % 100 == 0 { importer.log("An import goes on", summary) }
  }

  // MARK: - Accounts

  private mutating func takeAccounts(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let naming = importer.intake.naming
    let reader = StatementReader(naming: naming, today: importer.database.clock.now.dateInUTC)
    let read = AccountRows(columns: columns, options: options, businessDate: businessDate, reader: reader)
    var accepted: [(row: CSVRow, statement: AccountStatement)] = []
    var errors: [ImportError] = []
    var named: Set<AccountID> = []
    for row in rows {
      do throws(RecordError) {
        try Self.check(row, columns)
        let statement = try read.statement(row)
        try checkScope(statement.creditorID)
        accepted.append((row, statement))
      } catch {
        errors.append(Self.error(error, row))
        let account = try Self.accountID(row, columns, naming)
        if let account { named.insert(account) } else { hasNamelessRow = true }
      }
    }
    creditors.formUnion(accepted.map(\.statement.creditorID))
    newestDate = max(newestDate, accepted.map(\.statement.businessDate).max() ?? newestDate)
    try await commit(rows.count, errors) { [importID, intake = importer.intake] work in
      var (first, again) = try await Self.firstMentions(of: accepted, importID, in: work)
      try await ImportStore.see(named.sorted(), importID, in: work.transaction)
      let outcomes = try await intake.apply(first.map(\.statement), in: work)
      again += Self.errors(outcomes, of: first.map(\.row))
      return (outcomes, again)
    }
  }

  /// A file says one thing of an account: a second row for it is refused, or the file would never come to rest.
  private static func firstMentions(
    of accepted: [(row: CSVRow, statement: AccountStatement)], _ importID: ImportID, in work: Work
  ) async throws -> (first: [(row: CSVRow, statement: AccountStatement)], again: [ImportError]) {
    var unseen = try await ImportStore.see(Set(accepted.map(\.statement.accountID)).sorted(), importID, in: work.transaction)
    var first: [(row: CSVRow, statement: AccountStatement)] = []
    var again: [ImportError] = []
    for mention in accepted {
      if unseen.remove(mention.statement.accountID) != nil {
        first.append(mention)
      } else {
        again.append(error(RecordError(.conflict, "account_number", "the file names the account twice"), mention.row))
      }
    }
    return (first, again)
  }

  private static func accountID(_ row: CSVRow, _ columns: CSVColumns, _ naming: Naming) throws(RecordError) -> AccountID? {
    guard row.defect == nil, row.fields.count == columns.names.count, let creditor = columns.cell("creditor_id", row),
      let number = columns.cell("account_number", row)
    else { return nil }
    return try naming.account(CreditorID(creditor), number)
  }

  // MARK: - Payments

  private mutating func takePayments(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let reader = PaymentReader(naming: importer.intake.naming, today: importer.database.clock.now.dateInUTC)
    let read = PaymentRows(columns: columns, options: options, reader: reader)
    var accepted: [(row: CSVRow, notice: PaymentNotice)] = []
    var errors: [ImportError] = []
    for row in rows {
      do throws(RecordError) {
        try Self.check(row, columns)
        let notice = try read.notice(row)
        try checkScope(notice.creditorID)
        accepted.append((row, notice))
      } catch {
        errors.append(Self.error(error, row))
      }
    }
    creditors.formUnion(accepted.map(\.notice.creditorID))
    try await commit(rows.count, errors) { [importID, intake = importer.intake] work in
      let origins = accepted.map { "import/\(importID)/\($0.row.line)" }
      let outcomes = try await intake.apply(accepted.map(\.notice), origins: origins, in: work)
      return (outcomes, Self.errors(outcomes, of: accepted.map(\.row)))
    }
  }

  // MARK: - What both do

  /// Applies a batch together with its errors and the import's progress.
  private mutating func commit(
    _ count: Int, _ errors: [ImportError], _ apply: (Work) async throws -> (outcomes: [Outcome], errors: [ImportError])
  ) async throws {
    let before = summary
    let kept = Int64(importer.maximumErrors)
    summary = try await importer.write { [importID] work in
      var after = before
      // A commit of unknown outcome that did take place.
      let committed = try await ImportStore.summary(of: importID, in: work.transaction)
      if committed.read > before.read { return committed }
      let (outcomes, refused) = try await apply(work)
      after.read += Int64(count)
      for outcome in outcomes { after.count(outcome) }
      let all = errors + refused
      // Outcomes have counted those of `refused` that came from them; the others did not reach the domain.
      after.rejected = before.rejected + Int64(all.count)
      if before.rejected < kept { try await ImportStore.add(all, to: importID, in: work.transaction) }
      try await ImportStore.progress(after, in: work.transaction)
      return after
    }
  }

  private static func check(_ row: CSVRow, _ columns: CSVColumns) throws(RecordError) {
    if let defect = row.defect { throw defect }
    guard row.fields.count == columns.names.count else {
      throw RecordError(.malformedCSV, "", "expected \(columns.names.count) fields, found \(row.fields.count)")
    }
  }

  private func checkScope(_ creditor: CreditorID) throws(RecordError) {
    guard options.creditorIDs.isEmpty || options.creditorIDs.contains(creditor) else {
      throw RecordError(.invalidValue, "creditor_id", "is outside of your scope")
    }
  }

  private static func errors(_ outcomes: [Outcome], of rows: [CSVRow]) -> [ImportError] {
    zip(outcomes, rows).compactMap { outcome, row in
      switch outcome {
      case .created, .updated, .duplicate, .waits: nil
      case .stale: error(RecordError(.staleBusinessDate, "business_date", "a newer state of the account is known"), row)
      case .rejected(let reason): error(reason, row)
      }
    }
  }

  private static func error(_ error: RecordError, _ row: CSVRow) -> ImportError {
    ImportError(line: row.line, column: error.column, code: error.code.rawValue, message: error.message, raw: row.raw)
  }

  // MARK: - A full file

  /// Deactivates the accounts of the file's creditors that the file does not name. A row that could not be told to be of one account
  /// keeps it from doing so: that row may be the one that is missing.
  mutating func deactivate() async throws {
    guard !hasNamelessRow else {
      return importer.log("A full file with unreadable rows deactivates nothing", summary)
    }
    var last: AccountID?
    let hash = ContentHash(of: "left out by \(importID)".utf8)
    while true {
      let before = summary
      let step = try await importer.write { [last, creditors, newestDate, importID, intake = importer.intake] work in
        let missing = try await AccountStore.notNamed(
          byImport: importID, creditors: creditors.sorted(), asOf: newestDate, after: last, limit: 500, in: work.transaction)
        let statements = missing.map { account in
          AccountStatement(
            kind: .unlisted, source: .file, accountID: account.accountID, creditorID: account.creditorID,
            accountNumber: account.accountNumber, businessDate: newestDate, bodyHash: hash, said: [], details: Array("{}".utf8))
        }
        let outcomes = try await intake.apply(statements, in: work)
        var after = before
        after.deactivated += Int64(outcomes.count { $0 == .updated })
        try await ImportStore.progress(after, in: work.transaction)
        return (after, missing.last?.accountID)
      }
      summary = step.0
      guard let next = step.1 else { return }
      last = next
    }
  }
}

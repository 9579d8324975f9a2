import Contracts
import Messaging
import Spreadsheets

/// The state of one import between its batches.
struct ImportBatches {
  let importer: Importer
  let options: ImportOptions
  let importID: ImportID
  let businessDate: CalendarDate
  var summary: ImportSummary
  var creditors: Set<CreditorID> = []
  /// The exclusion lists that the file names.
  var lists: Set<ListID> = []
  var newestDate: CalendarDate
  /// The accounts that the file has named so far: 16 bytes each, the one thing that grows with a file.
  var seen: Set<AccountID> = []
  /// Whether a row could not be told to be of one account, or said nothing usable of an address or a list: then what the file does not name is
  /// unknown.
  var hasNamelessRow = false
  private var columns: CSVColumns?
  private var batchCount = 0

  /// What a batch of rows came to.
  struct Applied {
    var outcomes: [Outcome] = []
    /// Rows that were refused within the transaction.
    var errors: [ImportError] = []
    /// How many of the rows that were updated are deactivations.
    var deactivated = 0
  }

  init(importer: Importer, options: ImportOptions, importID: ImportID, businessDate: CalendarDate) {
    self.importer = importer
    self.options = options
    self.importID = importID
    self.businessDate = businessDate
    newestDate = businessDate
    summary = ImportSummary(importID: importID)
  }

  var today: CalendarDate { importer.database.clock.now.dateInUTC }

  func requireHeader() throws(RecordError) {
    if columns == nil { throw RecordError(.missingColumn, "", "the file is empty") }
  }

  mutating func take(_ rows: [CSVRow]) async throws {
    var rows = rows[...]
    if columns == nil {
      guard let header = rows.popFirst() else { return }
      do throws(CSVDefect) {
        columns = try CSVColumns(header, required: options.kind.requiredColumns)
      } catch {
        throw RecordError(error)
      }
    }
    guard let columns, !rows.isEmpty else { return }
    switch options.kind {
    case .accounts:
      let reader = StatementReader(naming: importer.intake.naming, today: today)
      let read = AccountRows(columns: columns, options: options, businessDate: businessDate, reader: reader)
      try await takeStatements(Array(rows), columns) { row, hash throws(RecordError) in try read.statement(row, hash) }
    case .status:
      let reader = StatementReader(naming: importer.intake.naming, today: today)
      let read = StatusRows(columns: columns, options: options, businessDate: businessDate, reader: reader)
      try await takeStatements(Array(rows), columns) { row, hash throws(RecordError) in try read.statement(row, hash) }
    case .payments: try await takePayments(Array(rows), columns)
    case .addresses: try await takeSupplements(Array(rows), columns, .address)
    case .contacts: try await takeSupplements(Array(rows), columns, .contact)
    case .parties: try await takeSupplements(Array(rows), columns, .party)
    case .locations: try await takeLocations(Array(rows), columns)
    case .exclusions: try await takeExclusions(Array(rows), columns)
    }
    batchCount += 1
    if batchCount % 100 == 0 { importer.log("An import goes on", summary) }
  }

  /// What the file as a whole says after its last row: a full file takes back what it no longer names.
  mutating func finish() async throws {
    guard options.isFull else { return }
    guard !hasNamelessRow else {
      return importer.log("A full file with unreadable rows deactivates nothing", summary)
    }
    switch options.kind {
    case .accounts: try await deactivate()
    case .addresses: try await withdraw(.address)
    case .contacts: try await withdraw(.contact)
    case .parties: try await withdraw(.party)
    case .exclusions: try await withdrawExclusions()
    case .payments, .status, .locations: return
    }
  }

  // MARK: - What all kinds do

  /// Applies a batch together with its errors and the import's progress.
  mutating func commit(
    _ count: Int, _ errors: [ImportError], warnings: [ImportError] = [], _ apply: (Work) async throws -> Applied
  ) async throws {
    let before = summary
    let kept = Int64(importer.maximumErrors)
    summary = try await importer.write { [importID] work in
      var after = before
      // A commit of unknown outcome that did take place.
      let committed = try await ImportStore.summary(of: importID, in: work.transaction)
      if committed.read > before.read { return committed }
      let applied = try await apply(work)
      after.read += Int64(count)
      for outcome in applied.outcomes { after.count(outcome) }
      after.updated -= Int64(applied.deactivated)
      after.deactivated += Int64(applied.deactivated)
      let refused = errors + applied.errors
      // Outcomes have counted those that came from them; the others did not reach the domain.
      after.rejected = before.rejected + Int64(refused.count)
      after.warned += Int64(warnings.count)
      if before.rejected + before.warned < kept { try await ImportStore.add(refused + warnings, to: importID, in: work.transaction) }
      try await ImportStore.progress(after, in: work.transaction)
      return after
    }
  }

  /// What each row says, beside the row. A row that says nothing usable is one of the file's errors and stops no other.
  func said<Statement>(
    by rows: [CSVRow], _ columns: CSVColumns, _ read: (CSVRow) throws(RecordError) -> Statement
  ) -> (accepted: [(row: CSVRow, said: Statement)], errors: [ImportError]) {
    var accepted: [(row: CSVRow, said: Statement)] = []
    var errors: [ImportError] = []
    for row in rows {
      do throws(RecordError) {
        try Self.check(row, columns)
        accepted.append((row, try read(row)))
      } catch {
        errors.append(Self.error(error, row))
      }
    }
    return (accepted, errors)
  }

  static func check(_ row: CSVRow, _ columns: CSVColumns) throws(RecordError) {
    do throws(CSVDefect) { try columns.check(row) } catch { throw RecordError(error) }
  }

  func checkScope(_ creditor: CreditorID) throws(RecordError) {
    guard options.creditorIDs.isEmpty || options.creditorIDs.contains(creditor) else {
      throw RecordError(.invalidValue, "creditor_id", "is outside of your scope")
    }
  }

  static func attempt<Statement>(_ read: () throws(RecordError) -> Statement) -> Result<Statement, RecordError> {
    do throws(RecordError) { return .success(try read()) } catch { return .failure(error) }
  }

  static func errors(_ outcomes: [Outcome], of rows: [CSVRow]) -> [ImportError] {
    zip(outcomes, rows).compactMap { outcome, row in
      switch outcome {
      case .created, .updated, .duplicate, .waits: nil
      case .stale: error(RecordError(.staleBusinessDate, "business_date", "a newer state is known"), row)
      case .rejected(let reason): error(reason, row)
      }
    }
  }

  static func error(_ error: RecordError, _ row: CSVRow) -> ImportError {
    ImportError(line: row.line, column: error.column, code: error.code.rawValue, message: error.message, raw: row.raw)
  }
}

extension ImportKind {
  fileprivate var requiredColumns: [String] {
    switch self {
    case .accounts: AccountRows.required
    case .payments: PaymentRows.required
    case .status: StatusRows.required
    case .addresses: SupplementRows.required(.address)
    case .contacts: SupplementRows.required(.contact)
    case .parties: SupplementRows.required(.party)
    case .locations: LocationRows.required
    case .exclusions: ExclusionRows.required
    }
  }
}

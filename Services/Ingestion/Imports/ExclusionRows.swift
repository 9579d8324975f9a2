import Contracts
import Spreadsheets

/// Reads the rows of exclusions.csv: list_id, and who is on the list, by creditor_id and account_number, or by id_type and id_number with
/// country where several issue such a document; optional kind, active, valid_until. Further columns are ignored.
struct ExclusionRows: Sendable {
  static let required = ["list_id"]

  let columns: CSVColumns
  let naming: Naming

  func notice(_ row: CSVRow) throws(RecordError) -> ExclusionNotice {
    ExclusionNotice(
      listID: try list(row), subject: try subject(row), kind: try kind(row), isActive: try isActive(row), validUntil: try validUntil(row))
  }

  private func list(_ row: CSVRow) throws(RecordError) -> ListID {
    guard let cell = columns.cell("list_id", row)?.lowercased() else { throw RecordError(.missingField, "list_id", "is missing") }
    // The form of the names of lists, which segmentation keeps.
    guard cell.utf8.count <= 64, cell.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }) else {
      throw RecordError(.invalidValue, "list_id", "expected up to 64 letters, digits, - and _")
    }
    return ListID(cell)
  }

  private func subject(_ row: CSVRow) throws(RecordError) -> ExclusionNotice.Subject {
    if columns.cell("account_number", row) != nil {
      let key = try RowKey(columns, row, naming: naming)
      return .account(key.accountID, of: key.creditorID)
    }
    guard let cell = columns.cell("id_number", row) else {
      throw RecordError(.missingField, "account_number", "name an account (creditor_id, account_number) or a person (id_type, id_number)")
    }
    guard let idType = columns.cell("id_type", row)?.uppercased() else { throw RecordError(.missingField, "id_type", "is missing") }
    let number = PlainText.documentNumber(cell)
    guard !number.isEmpty, number.utf8.count <= 32, idType.utf8.count <= 16 else {
      throw RecordError(.invalidValue, "id_number", "expected the type and the number of an identity document")
    }
    return .debtor(try naming.debtor(country: try country(idType, row), idType: idType, idNumber: number))
  }

  /// Of the debtor: that of the document, when only one country issues it.
  private func country(_ idType: String, _ row: CSVRow) throws(RecordError) -> String {
    let issuing = Countries.issuing(idType)
    if issuing.count == 1 { return issuing[0] }
    guard let country = columns.cell("country", row)?.uppercased() else {
      throw RecordError(.missingField, "country", "is missing: the document does not tell it")
    }
    guard TimeZones.isKnown(country) else { throw RecordError(.unknownCountry, "country", "is not a country that Ronda knows") }
    return country
  }

  private func kind(_ row: CSVRow) throws(RecordError) -> RestrictionKind {
    guard let cell = columns.cell("kind", row) else { return .excluded }
    guard let kind = RestrictionKind(rawValue: cell.lowercased()) else {
      throw RecordError(.invalidValue, "kind", "expected one of \(RestrictionKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  private func isActive(_ row: CSVRow) throws(RecordError) -> Bool {
    switch columns.cell("active", row)?.lowercased() {
    case nil, "true", "1", "yes", "si", "sí": true
    case "false", "0", "no": false
    default: throw RecordError(.invalidValue, "active", "expected true or false")
    }
  }

  private func validUntil(_ row: CSVRow) throws(RecordError) -> CalendarDate? {
    guard let cell = columns.cell("valid_until", row) else { return nil }
    guard let date = CalendarDate(cell) else {
      throw RecordError(.invalidDate, "valid_until", "expected a date such as 2026-11-22")
    }
    return date
  }
}

import Contracts
import Spreadsheets

/// Reads the rows of locations.csv, the list of addresses to locate with coordinates filled in: debtor_id, address_id, lat, lon; optional
/// precision. Further columns are ignored.
struct LocationRows: Sendable {
  static let required = ["debtor_id", "address_id", "lat", "lon"]

  let columns: CSVColumns
  let options: ImportOptions

  func location(_ row: CSVRow) throws(RecordError) -> AddressLocation {
    guard let debtor = columns.cell("debtor_id", row).flatMap({ DebtorID($0) }) else {
      throw RecordError(.invalidValue, "debtor_id", "expected a UUID")
    }
    guard let address = columns.cell("address_id", row).flatMap({ AddressID($0) }) else {
      throw RecordError(.invalidValue, "address_id", "expected a UUID")
    }
    return AddressLocation(
      debtorID: debtor, addressID: address, latitude: try degrees("lat", row), longitude: try degrees("lon", row),
      precision: columns.cell("precision", row), source: .geocoder)
  }

  private func degrees(_ name: String, _ row: CSVRow) throws(RecordError) -> Double {
    guard let cell = columns.cell(name, row) else { throw RecordError(.missingField, name, "is missing") }
    let text = options.hasDecimalComma ? cell.replacing(",", with: ".") : cell
    guard text.utf8.allSatisfy({ $0 < UInt8(ascii: "A") }), let degrees = Double(text) else {
      throw RecordError(.invalidNumber, name, "expected degrees such as -12.046374")
    }
    return degrees
  }
}

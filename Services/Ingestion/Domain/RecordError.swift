/// Why a record, a CSV row or a field of them cannot be used: a code for programs, the place, and a sentence for people.
///
/// The message never repeats the value, since it is kept in headers and logs.
package struct RecordError: Error, Equatable, Sendable {
  package let code: RejectCode
  /// A path such as `balances.overdue.total` or `addresses[0].country`; empty for the record as a whole.
  package private(set) var field: String
  package let message: String

  package init(_ code: RejectCode, _ field: String, _ message: String) {
    self.code = code
    self.field = field
    self.message = message
  }

  /// The same error, seen from the object that has the erring member or element.
  func inside(_ parent: String) -> RecordError {
    var error = self
    error.field = field.isEmpty ? parent : field.hasPrefix("[") ? parent + field : parent + "." + field
    return error
  }
}

extension RecordError: CustomStringConvertible {
  package var description: String { field.isEmpty ? message : "\(field): \(message)" }
}

/// The codes that dead letters, error files and answers carry.
package enum RejectCode: String, CaseIterable, Sendable {
  case emptyValue = "empty_value"
  case malformedJSON = "malformed_json"
  case invalidUTF8 = "invalid_utf8"
  case notAnObject = "not_an_object"
  case tooDeep = "too_deep"
  case tooLarge = "too_large"
  case unknownType = "unknown_type"
  case unsupportedVersion = "unsupported_version"
  case unsupportedContent = "unsupported_content"
  case missingField = "missing_field"
  case wrongType = "wrong_type"
  case tooLong = "too_long"
  case tooMany = "too_many"
  case nulCharacter = "nul_character"
  case invalidValue = "invalid_value"
  case invalidDate = "invalid_date"
  case invalidNumber = "invalid_number"
  case amountOutOfRange = "amount_out_of_range"
  case tooManyDecimals = "too_many_decimals"
  case negativeAmount = "negative_amount"
  case componentsMismatch = "components_mismatch"
  case unknownCurrency = "unknown_currency"
  case unknownCountry = "unknown_country"
  case futureBusinessDate = "business_date_in_future"
  case accountUnknown = "account_unknown"
  case currencyChanged = "currency_changed"
  case currencyMismatch = "currency_mismatch"
  case conflict = "conflict"
  case reversalExceedsPayment = "reversal_exceeds_payment"
  case allocationMismatch = "allocation_mismatch"
  case staleBusinessDate = "stale_business_date"
  case namingUnavailable = "naming_unavailable"
  case malformedCSV = "malformed_csv"
  case missingColumn = "missing_column"
  // Warnings: what carries them was taken.
  case wrongCheckDigit = "wrong_check_digit"
  case wrongForm = "wrong_form"
}

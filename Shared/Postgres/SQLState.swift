/// The meaning of SQLSTATE codes. Source: PostgreSQL 15 documentation, appendix A.
public enum SQLState {
  /// Whether the same work may succeed when it is tried again.
  public static func isTransient(_ code: String) -> Bool {
    switch code {
    case _ where code.hasPrefix("08"), _ where code.hasPrefix("53"): true
    // Serialization failure, deadlock, lock not available.
    case "40001", "40003", "40P01", "55P03": true
    // Statement time-out or pg_cancel_backend; the server shuts down, crashed, or starts; an idle session was ended.
    case "57014", "57P01", "57P02", "57P03", "57P05", "25P03": true
    // A server that has become a standby.
    case "25006": true
    default: false
    }
  }

  /// Whether two transactions got in each other's way, which is over with the next attempt.
  public static func isConflict(_ code: String) -> Bool { ["40001", "40P01"].contains(code) }

  /// Whether the server's own message for this code speaks of the statement, the schema or the sign-in alone, never of data.
  static func messageIsFreeOfValues(_ code: String) -> Bool {
    ["08", "26", "28", "34", "3D", "3F", "42", "53", "57"].contains(String(code.prefix(2)))
  }

  /// The condition's name, or that of its class.
  public static func name(of code: String) -> String {
    names[code] ?? classes[String(code.prefix(2))] ?? "unknown_condition"
  }

  private static let classes: [String: String] = [
    "08": "connection_exception", "0A": "feature_not_supported", "21": "cardinality_violation", "22": "data_exception",
    "23": "integrity_constraint_violation", "25": "invalid_transaction_state", "26": "invalid_sql_statement_name",
    "28": "invalid_authorization_specification", "34": "invalid_cursor_name", "3D": "invalid_catalog_name",
    "3F": "invalid_schema_name", "40": "transaction_rollback", "42": "syntax_error_or_access_rule_violation",
    "53": "insufficient_resources", "54": "program_limit_exceeded", "55": "object_not_in_prerequisite_state",
    "57": "operator_intervention", "58": "system_error", "P0": "plpgsql_error", "XX": "internal_error",
  ]

  private static let names: [String: String] = [
    "21000": "cardinality_violation", "22001": "string_data_right_truncation", "22003": "numeric_value_out_of_range",
    "22007": "invalid_datetime_format", "22008": "datetime_field_overflow", "22012": "division_by_zero",
    "22021": "character_not_in_repertoire", "22023": "invalid_parameter_value", "22P02": "invalid_text_representation",
    "22P03": "invalid_binary_representation", "22P04": "bad_copy_file_format", "23502": "not_null_violation",
    "23503": "foreign_key_violation", "23505": "unique_violation", "23514": "check_violation", "23P01": "exclusion_violation",
    "25006": "read_only_sql_transaction", "25P02": "in_failed_sql_transaction", "25P03": "idle_in_transaction_session_timeout",
    "28000": "invalid_authorization_specification", "28P01": "invalid_password", "3D000": "invalid_catalog_name",
    "40001": "serialization_failure", "40003": "statement_completion_unknown", "40P01": "deadlock_detected",
    "42501": "insufficient_privilege", "42601": "syntax_error", "42703": "undefined_column", "42704": "undefined_object",
    "42804": "datatype_mismatch", "42883": "undefined_function", "42P01": "undefined_table", "42P07": "duplicate_table",
    "53100": "disk_full", "53200": "out_of_memory", "53300": "too_many_connections", "53400": "configuration_limit_exceeded",
    "55006": "object_in_use", "55P03": "lock_not_available", "57014": "query_canceled", "57P01": "admin_shutdown",
    "57P02": "crash_shutdown", "57P03": "cannot_connect_now", "57P04": "database_dropped", "57P05": "idle_session_timeout",
    "P0001": "raise_exception",
  ]
}

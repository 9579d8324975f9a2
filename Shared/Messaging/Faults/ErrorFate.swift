import Kafka
import Postgres

extension PostgresError {
  /// The database refuses a value: no retry helps, and it is not the handler's fault (SQLSTATE class 22).
  var isDataError: Bool { sqlState?.hasPrefix("22") == true }
}

extension KafkaError {
  /// The broker refuses this record, whatever else happens.
  var isRecordError: Bool { ["MSG_SIZE_TOO_LARGE", "INVALID_MSG", "INVALID_MSG_SIZE", "INVALID_RECORD"].contains(name) }
}

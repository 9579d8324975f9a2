/// A statement that the server has prepared on one connection, and what its rows look like.
final class PreparedStatement {
  let name: String
  let parameterTypes: [UInt32]
  /// Known after the first execution.
  var columns: PostgresColumns?
  var lastUse: UInt64 = 0

  init(name: String, parameterTypes: [UInt32]) {
    self.name = name
    self.parameterTypes = parameterTypes
  }

  func matches(_ slots: [SQL.Slot]) -> Bool {
    parameterTypes.count == slots.count && zip(parameterTypes, slots).allSatisfy { $0 == $1.type.oid }
  }
}

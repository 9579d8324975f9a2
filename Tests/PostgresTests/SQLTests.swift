import Postgres
import Testing

@Suite("SQL interpolation")
struct SQLTests {
  @Test("an interpolated value is bound and its text stays out of the statement")
  func valueIsBound() {
    let name = "Robert'); DROP TABLE debtor; --"
    let sql: SQL = "SELECT * FROM debtor WHERE name = \(name) AND age > \(30)"
    #expect(sql.text == "SELECT * FROM debtor WHERE name = $1 AND age > $2")
    #expect(sql.bindings == [PostgresValue(type: .text, bytes: Array(name.utf8)), PostgresValue(30)])
  }

  @Test("a statement inside a statement brings its values and is numbered on")
  func splicing() {
    let inner: SQL = "a = \(1) OR b = \("two")"
    let sql: SQL = "SELECT \(0) WHERE (\(inner)) AND c = \(3) AND (\(inner))"
    #expect(sql.text == "SELECT $1 WHERE (a = $2 OR b = $3) AND c = $4 AND (a = $5 OR b = $6)")
    #expect(
      sql.bindings == [0, 1].map { PostgresValue($0) } + [PostgresValue("two"), PostgresValue(3), PostgresValue(1), PostgresValue("two")])
  }

  @Test("a dollar sign in the text of a spliced statement is left alone")
  func dollarsInText() {
    let inner: SQL = "note = '$1 ñandú' AND x = \(7) AND y = '$2'"
    let sql: SQL = "\(true) AND \(inner)"
    #expect(sql.text == "$1 AND note = '$1 ñandú' AND x = $2 AND y = '$2'")
  }

  @Test("more than nine values are numbered with two digits when spliced")
  func manyValues() {
    let inner = (1...12).map { "\($0)" as SQL }.joined(separator: ", ")
    let sql: SQL = "\(0), \(inner), \(13)"
    #expect(sql.text == (1...14).map { "$\($0)" }.joined(separator: ", "))
    #expect(sql.bindings == (0...13).map { PostgresValue($0) })
  }

  @Test("an identifier is quoted with its quotes doubled")
  func identifiers() {
    let sql: SQL = "SELECT \(identifier: "we\"ird; DROP") FROM \(identifier: "t")"
    #expect(sql.text == "SELECT \"we\"\"ird; DROP\" FROM \"t\"")
    #expect(sql.bindings.isEmpty)
  }

  @Test("nil is bound as null of the wrapped type")
  func null() {
    var number: Int32? = nil
    var sql: SQL = "\(number)"
    number = 1
    sql += ", \(number)"
    #expect(sql.bindings == [PostgresValue(type: .int4, bytes: nil), PostgresValue(Int32(1))])
  }

  @Test("conditions are put together with plus and joined")
  func building() {
    var sql: SQL = "SELECT 1 WHERE true"
    sql += " AND a = \(1)"
    let list = [1, 2].map { "\($0)" as SQL }.joined(separator: ", ")
    #expect((sql + " AND b IN (" + list + ")").text == "SELECT 1 WHERE true AND a = $1 AND b IN ($2, $3)")
  }
}

import Foundation
import Postgres
import TestSupport
import Testing

private enum Colour: String, PostgresCodable { case red, green }

@Suite("Values there and back")
struct CodingTests {
  private func roundTrip<T: PostgresCodable & Equatable>(
    _ values: [T], on pool: PostgresPool, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for value in values {
      let row = try #require(try await pool.first("SELECT \(value) AS v, \(nil as T?) AS n"))
      #expect(try row.decode(T.self, "v") == value, sourceLocation: sourceLocation)
      #expect(try row.decodeOptional(T.self, "n") == nil, sourceLocation: sourceLocation)
      #expect(throws: PostgresError.self, sourceLocation: sourceLocation) { try row.decode(T.self, "n") }
    }
    let optional: [T?] = values + [nil]
    let row = try #require(try await pool.first("SELECT \(values), \(optional), \([] as [T]), cardinality(\(optional))"))
    let (all, some, none, count) = try row.decode(([T], [T?], [T], Int).self)
    #expect(all == values, sourceLocation: sourceLocation)
    #expect(some == optional, sourceLocation: sourceLocation)
    #expect(none.isEmpty, sourceLocation: sourceLocation)
    #expect(count == optional.count, sourceLocation: sourceLocation)
  }

  @Test("every type survives, alone, as null, in arrays, in arrays with nulls and in empty arrays")
  func everyType() async throws {
    try await withTemporaryPool { pool in
      try await roundTrip([true, false], on: pool)
      try await roundTrip([Int16.min, -1, 0, 1, .max], on: pool)
      try await roundTrip([Int32.min, -1, 0, 1, .max], on: pool)
      try await roundTrip([Int64.min, -1, 0, 1, .max], on: pool)
      try await roundTrip([Int.min, -1, 0, 1, .max], on: pool)
      try await roundTrip([0.0, -1.5, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude], on: pool)
      try await roundTrip([Float(0), 1.25, -.infinity], on: pool)
      try await roundTrip(["", "ñandú 🦤 \"quoted\" \\ {NULL}", "NULL", String(repeating: "á", count: 10_000)], on: pool)
      try await roundTrip([UUID(), UUID()], on: pool)
      try await roundTrip([[], [0, 255, 1], [UInt8](repeating: 7, count: 5000)] as [[UInt8]], on: pool)
      try await roundTrip(
        [.init(microsecondsSince1970: 0), .init(microsecondsSince1970: -1), .infinity, .negativeInfinity] as [PostgresTimestamp], on: pool)
      try await roundTrip(
        [.init(daysSince1970: 0), .init(daysSince1970: 20_779), .infinity, .negativeInfinity] as [PostgresDate], on: pool)
      try await roundTrip([PostgresJSON("{\"a\": 1}"), PostgresJSON("null")], on: pool)
      try await roundTrip([Colour.red, .green], on: pool)
    }
  }

  @Test("a timestamp and a date mean what the server means")
  func epoch() async throws {
    try await withTemporaryPool { pool in
      let row = try #require(
        try await pool.first(
          """
          SELECT timestamptz '2026-11-22 03:04:05.678901Z', date '2026-11-22',
                 \(PostgresTimestamp(microsecondsSince1970: 1)) = timestamptz '1970-01-01 00:00:00.000001Z',
                 \(PostgresDate(daysSince1970: -1)) = date '1969-12-31'
          """))
      let (moment, day, first, second) = try row.decode((PostgresTimestamp, PostgresDate, Bool, Bool).self)
      #expect(moment.microsecondsSince1970 == 1_795_316_645_678_901)
      #expect(day.daysSince1970 == 20_779)
      #expect(first && second)
    }
  }

  @Test("a whole numeric is read as an integer, a fraction is refused and read as a double")
  func numeric() async throws {
    try await withTemporaryPool { pool in
      let row = try #require(
        try await pool.first(
          """
          SELECT sum(x), 9223372036854775807::numeric, -9223372036854775808::numeric, 9223372036854775808::numeric, 1.5::numeric,
                 0::numeric, 120000000::numeric, 'NaN'::numeric, 7.000::numeric, -0.00025::numeric
          FROM unnest(\([1, 2, 3] as [Int64])) x
          """))
      #expect(try row.decode(at: 0, as: Int64.self) == 6)
      #expect(try row.decode(at: 1, as: Int64.self) == .max)
      #expect(try row.decode(at: 2, as: Int64.self) == .min)
      #expect(throws: PostgresError.self) { try row.decode(at: 3, as: Int64.self) }
      #expect(throws: PostgresError.self) { try row.decode(at: 4, as: Int64.self) }
      #expect(try row.decode(at: 4, as: Double.self) == 1.5)
      #expect(try row.decode(at: 5, as: Int64.self) == 0)
      #expect(try row.decode(at: 6, as: Int64.self) == 120_000_000)
      #expect(throws: PostgresError.self) { try row.decode(at: 7, as: Int64.self) }
      #expect(try row.decode(at: 8, as: Int64.self) == 7)
      #expect(try row.decode(at: 9, as: Double.self) == -0.00025)
    }
  }

  @Test("integers are read from any width that fits, and never from another type")
  func widths() async throws {
    try await withTemporaryPool { pool in
      let row = try #require(try await pool.first("SELECT 70000::int8 AS a, 7::int2 AS b, 1.0::float8 AS c, 'x'::text AS d, 3 AS e"))
      #expect(try row.decode(Int32.self, "a") == 70_000)
      #expect(try row.decode(Int64.self, "b") == 7)
      #expect(throws: PostgresError.self) { try row.decode(Int16.self, "a") }
      #expect(throws: PostgresError.self) { try row.decode(Int64.self, "c") }
      #expect(throws: PostgresError.self) { try row.decode(Int64.self, "d") }
      #expect(throws: PostgresError.self) { try row.decode(String.self, "e") }
      #expect(throws: PostgresError.self) { try row.decode(Int64.self, "missing") }
      #expect(throws: PostgresError.self) { try row.decode(at: 9, as: Int64.self) }
    }
  }

  @Test("a decoding error names the column and not the value")
  func decodingErrors() async throws {
    try await withTemporaryPool { pool in
      let row = try #require(try await pool.first("SELECT 'secreto'::text AS word"))
      let number = #expect(throws: PostgresError.self) { try row.decode(Int64.self, "word") }
      #expect(number?.kind == .decoding && number?.description.contains("word") == true)
      let colour = #expect(throws: PostgresError.self) { try row.decode(Colour.self, "word") }
      #expect(colour?.description.contains("secreto") == false)
    }
  }

  @Test("text is read from the types whose form is text, an enumeration of the database among them")
  func textual() async throws {
    try await withTemporaryPool(size: 1) { pool in
      try await pool.execute("CREATE TYPE mood AS ENUM ('sad', 'glad')")
      let row = try #require(
        try await pool.first("SELECT 'a'::varchar, 'b'::char(1), 'c'::name, '{\"d\":1}'::json, '{\"e\":2}'::jsonb, \("glad")::text::mood"))
      let (a, b, c, d, e, f) = try row.decode((String, String, String, String, String, String).self)
      #expect([a, b, c, d, e, f] == ["a", "b", "c", "{\"d\":1}", "{\"e\": 2}", "glad"])
    }
  }

  @Test("an array of arrays is refused before it is sent")
  func arraysOfArrays() async throws {
    try await withTemporaryPool { pool in
      let error = try await failure { try await pool.query("SELECT \([[1, 2], [3]])") }
      #expect(error.kind == .usage)
    }
  }

  @Test("a result of more than eight columns finds its columns by name")
  func wideResult() async throws {
    try await withTemporaryPool { pool in
      let row = try #require(try await pool.first("SELECT 1 a, 2 b, 3 c, 4 d, 5 e, 6 f, 7 g, 8 h, 9 i, 10 j"))
      #expect(try row.decode(Int.self, "j") == 10)
      #expect(row.columnNames.count == 10)
    }
  }
}

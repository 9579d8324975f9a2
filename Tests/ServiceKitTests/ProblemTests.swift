import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Postgres
import ServiceKit
import TestSupport
import Testing

/// What a problem document says, as a client reads it.
struct ProblemDocument: Decodable, Equatable {
  struct Field: Decodable, Equatable {
    let field: String
    let code: String
    let message: String
  }

  let status: Int
  let code: String
  let title: String
  let detail: String?
  let errors: [Field]?

  init(_ response: TestResponse) throws {
    #expect(response.headers[.contentType] == "application/problem+json")
    self = try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body.readableBytesView))
  }
}

@Suite("Problem documents")
struct ProblemTests {
  private func fieldProblem(of body: String) async throws -> ProblemDocument {
    try await withEcho { client, _ in
      let response = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: body))
      #expect(response.status == .unprocessableContent)
      return try ProblemDocument(response)
    }
  }

  @Test("A missing field is named by its path")
  func missingField() async throws {
    let problem = try await fieldProblem(of: #"{"items":[{"amount_minor":1,"due_on":"2026-11-23"},{"due_on":"2026-11-23"}]}"#)
    #expect(problem.code == "invalid_fields")
    #expect(problem.errors?.first?.field == "items[1].amount_minor")
    #expect(problem.errors?.first?.code == "required")
  }

  @Test("A null in a required field and a field of another type are named")
  func nullAndType() async throws {
    let null = try await fieldProblem(of: #"{"items":[{"amount_minor":null,"due_on":"2026-11-23"}]}"#)
    #expect(null.errors?.first?.field == "items[0].amount_minor")
    #expect(null.errors?.first?.code == "required")
    let type = try await fieldProblem(of: #"{"items":[{"amount_minor":"many","due_on":"2026-11-23"}]}"#)
    #expect(type.errors?.first?.field == "items[0].amount_minor")
    #expect(type.errors?.first?.code == "wrong_type")
    #expect(type.errors?.first?.message == "Expected a whole number.")
  }

  @Test(
    "A fraction, or too large a number, in the place of a whole one is named", arguments: ["2.5", "25e-1", "99999999999999999999", "-1e30"])
  func noWholeNumber(number: String) async throws {
    let problem = try await fieldProblem(
      of: #"{"items":[{"amount_minor":1,"due_on":"2026-11-23"},{"note":[{},[7]],"amount_minor":\#(number),"due_on":"2026-11-23"}]}"#)
    #expect(problem.errors?.map(\.field) == ["items[1].amount_minor"])
    #expect(problem.errors?.first?.code == "wrong_type")
    #expect(problem.errors?.first?.message == "Expected a whole number.")
  }

  @Test("A value that a unit refuses is named, and never repeated")
  func corruptValue() async throws {
    let problem = try await fieldProblem(of: #"{"items":[{"amount_minor":1,"due_on":"44556677 Juana Pérez"}]}"#)
    #expect(problem.errors?.first?.field == "items[0].due_on")
    #expect(problem.errors?.first?.message.contains("Juana") == false)
    #expect(problem.errors?.first?.message.contains("44556677") == false)
  }

  @Test(
    "What is no JSON is a 400", arguments: ["", "{", "nonsense", "{\"items\":[1e400]}", String(repeating: "[", count: 4_000)])
  func notJSON(body: String) async throws {
    try await withEcho { client, _ in
      let response = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: body))
      #expect([400, 422].contains(response.status.code))
      _ = try ProblemDocument(response)
    }
  }

  @Test("Bytes that are no UTF-8 are a 400")
  func notText() async throws {
    try await withEcho { client, _ in
      let response = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/json"],
        body: ByteBuffer(bytes: [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))
      #expect(response.status == .badRequest)
      #expect(try ProblemDocument(response).code == "json_invalid")
    }
  }

  @Test("A body above the route's limit is a 413, one of another type a 415")
  func sizeAndType() async throws {
    try await withEcho { client, _ in
      let large = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/json"],
        body: ByteBuffer(string: #"{"items":[]}"# + String(repeating: " ", count: 5_000)))
      #expect(large.status == .contentTooLarge)
      #expect(try ProblemDocument(large).code == "body_too_large")
      let form = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(string: "items=1"))
      #expect(form.status == .unsupportedMediaType)
    }
  }

  @Test("A path without a route is a 404, a route's path with another method a 405 that says which it takes")
  func noRoute() async throws {
    try await withEcho { client, _ in
      let missing = try await client.execute(uri: "/api/reporting/v1/nothing", method: .get)
      #expect(missing.status == .notFound)
      #expect(try ProblemDocument(missing).code == "not_found")
      let method = try await client.execute(uri: "/api/reporting/v1/echo", method: .delete)
      #expect(method.status == .methodNotAllowed)
      #expect(method.headers[.allow] == "POST")
      #expect(try ProblemDocument(method).code == "method_not_allowed")
    }
  }

  @Test("A query parameter of another form is a 422 that names it")
  func query() async throws {
    try await withEcho { client, _ in
      let response = try await client.execute(uri: "/api/reporting/v1/on?date=2026-02-30", method: .get)
      #expect(response.status == .unprocessableContent)
      #expect(try ProblemDocument(response).errors?.first?.field == "date")
      let fine = try await client.execute(uri: "/api/reporting/v1/on?date=2026-02-28", method: .get)
      #expect(fine.status == .ok)
      #expect(String(buffer: fine.body) == #"{"date":"2026-02-28"}"#)
    }
  }

  @Test("A database that is away is a 503 with Retry-After")
  func databaseAway() async throws {
    try await withEcho { client, _ in
      let response = try await client.execute(uri: "/api/reporting/v1/fail/connection", method: .get)
      #expect(response.status == .serviceUnavailable)
      #expect(response.headers[.retryAfter] == "2")
      #expect(try ProblemDocument(response).code == "database_unavailable")
    }
  }

  @Test("What nobody foresaw is a 500 that says nothing of it, in the answer and in the log")
  func unforeseen() async throws {
    try await withEcho { client, log in
      let response = try await client.execute(uri: "/api/reporting/v1/fail/unforeseen", method: .get)
      #expect(response.status == .internalServerError)
      #expect(try ProblemDocument(response).code == "internal_error")
      #expect(!String(buffer: response.body).contains("Juana"))
      #expect(!log.text.contains("Juana"))
      #expect(log.text.contains("UnforeseenError"))
    }
  }
}

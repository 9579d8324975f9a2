import Foundation
import ServiceKit

/// A `ronda up` of its own in an empty directory, without the sample.
struct Installation {
  let instance: RunningInstance
  private let process: Process
  private let directory: URL
  private let outbound: Outbound
  private let password: String

  static func start(binaries: String) async throws -> Installation {
    let directory = FileManager.default.temporaryDirectory.appending(path: "ronda-bench-\(UUID())")
    // PostgreSQL's own user passes through.
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    let data = directory.appending(path: "data").path
    let password = "bench-\(UUID())"
    let process = Process()
    process.executableURL = URL(filePath: binaries + "/ronda")
    process.arguments = ["up", "--data", data]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "RONDA_HTTP_PORT": "0", "RONDA_LOG_LEVEL": "error", "RONDA_KAFKA_BROKERS": "", "RONDA_POSTGRES_URL": "",
      "RONDA_SEED_PASSWORD": password, "RONDA_HTTP_BODY_LIMIT": String(1 << 30),
    ]) { $1 }
    process.standardOutput = FileHandle.standardError
    try process.run()
    let deadline = ContinuousClock.now + .seconds(120)
    while !FileManager.default.fileExists(atPath: data + "/instance.json") {
      guard process.isRunning, ContinuousClock.now < deadline else {
        process.terminate()
        throw BenchmarkFailed("ronda up has not started")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    return Installation(
      instance: try RunningInstance.load(from: data), process: process, directory: directory, outbound: Outbound(threads: 1),
      password: password)
  }

  /// Imports a file of accounts over HTTP; returns when it has been imported.
  func importAccounts(_ file: Data) async throws {
    struct Session: Decodable {
      let accessToken: String
      private enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
    }
    let signIn = try JSONEncoder().encode(["email": "admin@ronda.example", "password": password])
    let session = try await post("/api/identity/v1/sessions", [UInt8](signIn), type: "application/json", token: nil)
    let token = try JSONDecoder().decode(Session.self, from: Data(session)).accessToken
    _ = try await post("/api/ingestion/v1/imports/accounts", [UInt8](file), type: "text/csv", token: token)
  }

  private func post(_ path: String, _ body: [UInt8], type: String, token: String?) async throws -> [UInt8] {
    var headers = [(name: "Content-Type", value: type)]
    if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
    let answer = try await outbound.send(
      OutboundRequest(method: "POST", url: instance.httpURL + path, headers: headers, body: body, timeout: .seconds(7_200)))
    guard (200..<300).contains(answer.status) else {
      throw BenchmarkFailed("\(path) answered \(answer.status): \(String(decoding: answer.body.prefix(500), as: UTF8.self))")
    }
    return answer.body
  }

  /// Ends it and removes what it kept.
  func stop() async {
    outbound.close()
    process.terminate()
    process.waitUntilExit()
    do { try FileManager.default.removeItem(at: directory) } catch { note("\(directory.path) could not be removed: \(error)") }
  }
}

import ArgumentParser
import ContactLog
import Contracts
import Foundation
import Messaging
import Postgres
import ServiceKit

/// Every decision of the contact rules about one debtor on which a service acted, for a regulator who asks.
struct DecisionsAboutDebtor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions",
    abstract: "List the kept decisions about a debtor, of all services, the oldest first: one JSON object a line.",
    discussion: "Each has the whole question (inputs), the answer, the rules and their version, what was done, and the service that did it."
  )
  private static let services: [ServiceName] = [.segmentation, .assignmentRouting, .visitCapture, .notifications]
  private static let pageSize = 1_000

  @OptionGroup var options: InstanceOptions
  @Option(help: "The debtor's identifier.") var debtor: String
  @Option(help: "The first instant, RFC 3339.") var from: String?
  @Option(help: "Up to this instant, which does not belong to it any more.") var to: String?

  func run() async throws {
    var filter = ContactLogStore.Filter()
    filter.debtorID = try Self.read("--debtor", debtor) { DebtorID($0) }
    filter.from = try from.map { try Self.read("--from", $0) { Instant($0) } }
    filter.to = try to.map { try Self.read("--to", $0) { Instant($0) } }
    var found: [KeptDecision] = []
    for service in Self.services { found += try await decisions(of: service, filter) }
    for decision in found.sorted(by: { ($0.decision.decidedAt, $0.service.rawValue) < ($1.decision.decidedAt, $1.service.rawValue) }) {
      print(String(decoding: try EventCoding.encode(decision), as: UTF8.self))
    }
  }

  private static func read<Value>(_ option: String, _ text: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = parse(text) else { throw ValidationError("\(option): '\(text)' cannot be read") }
    return value
  }

  private func decisions(of service: ServiceName, _ filter: ContactLogStore.Filter) async throws -> [KeptDecision] {
    let configuration = PostgresConfiguration(
      url: try options.postgresURL(), applicationName: "ronda-command", searchPath: [service.schema, "public"],
      role: SchemaOwner.role(of: service))
    let pool = PostgresPool(configuration, size: 1, logger: InstanceOptions.logger)
    do {
      let found = try await Self.pages(filter, ServiceDatabase(service: service, pool: pool, clock: .system))
      await pool.close()
      return found.map { KeptDecision(service: service, decision: $0) }
    } catch {
      await pool.close()
      throw error
    }
  }

  private static func pages(_ filter: ContactLogStore.Filter, _ database: ServiceDatabase) async throws -> [ContactDecisionView] {
    // Whoever may open the database sees everything in it.
    let viewer = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "", roles: [.auditor])
    var filter = filter
    var found: [ContactDecisionView] = []
    while true {
      let asked = filter
      let page = try await database.read {
        try await ContactLogStore.list(asked, for: viewer, isShared: true, limit: pageSize, in: $0)
      }
      found += page
      guard page.count == pageSize, let last = page.last else { return found }
      filter.after = last.decisionID
    }
  }
}

/// A decision and the service that acted on it.
private struct KeptDecision: Encodable {
  let service: ServiceName
  let decision: ContactDecisionView

  private enum CodingKeys: String, CodingKey { case service }

  func encode(to encoder: any Encoder) throws {
    try decision.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(service.rawValue, forKey: .service)
  }
}

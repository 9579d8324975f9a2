import ArgumentParser
import ContactLog
import ContactRules
import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import ServiceKit

/// Looks whether everything that Ronda needs is there, and says what to do about what is not.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check database, broker, topics, relays, parked records and calendars of holidays.")
  @OptionGroup var options: InstanceOptions

  func run() async throws {
    var findings: [Finding] = []
    findings += await check("database") { try await options.withDatabase(databaseFindings) }
    findings += await check("broker") { try await options.withAdmin { admin, messaging in try await brokerFindings(admin, messaging) } }
    findings += await check("contact rules") { try lawFindings() }
    for finding in findings { print("\(finding.isGood ? "ok  " : "BAD ") \(finding.what)\(finding.advice.map { ": " + $0 } ?? "")") }
    if findings.contains(where: { !$0.isGood }) { throw ExitCode(1) }
  }

  private struct Finding {
    let isGood: Bool
    let what: String
    var advice: String?
  }

  private func check(_ what: String, _ body: () async throws -> [Finding]) async -> [Finding] {
    do { return try await body() } catch { return [Finding(isGood: false, what: what, advice: "\(error)")] }
  }

  private func databaseFindings(_ pool: PostgresPool) async throws -> [Finding] {
    var findings: [Finding] = []
    let version = try await pool.query("select current_setting('server_version_num')::int as version")[0].decode(Int32.self, "version")
    findings.append(
      Finding(
        isGood: version >= 150_000, what: "PostgreSQL \(version / 10_000)", advice: version >= 150_000 ? nil : "15 or newer is needed"))
    for service in ServiceName.allCases {
      let exists = try await pool.query("select to_regclass(\(service.schema + ".outbox")) is not null as there")[0].decode(
        Bool.self, "there")
      guard exists else {
        findings.append(Finding(isGood: false, what: "schema \(service.schema)", advice: "start the service once to create it"))
        continue
      }
      findings += try await schemaFindings(service, pool)
    }
    return findings
  }

  private func schemaFindings(_ service: ServiceName, _ pool: PostgresPool) async throws -> [Finding] {
    let row = try await pool.query(
      """
      select (select count(*) from \(identifier: service.schema).outbox o
          where o.id > coalesce((select up_to from \(identifier: service.schema).relay_position), 0)) as waiting,
        (select count(*) from \(identifier: service.schema).parked) as parked,
        (select count(*) from \(identifier: service.schema).outbox_refused) as refused,
        (select count(*) from \(identifier: service.schema).progress_hole) as holes
      """)[0]
    let (waiting, parked, refused, holes) = try row.decode((Int64, Int64, Int64, Int64).self)
    return [
      Finding(isGood: waiting < 100_000, what: "\(service.rawValue): \(waiting) events wait to be published"),
      Finding(
        isGood: parked == 0, what: "\(service.rawValue): \(parked) records are parked",
        advice: parked == 0 ? nil : "see 'ronda dlq list \(service.rawValue)'"),
      Finding(isGood: refused == 0, what: "\(service.rawValue): \(refused) events were refused by the broker"),
      Finding(
        isGood: holes == 0, what: "\(service.rawValue): \(holes) holes in what was read",
        advice: holes == 0 ? nil : "rebuild with 'ronda replay'"),
    ]
  }

  /// A country without its holidays is refused every contact from the first of January on.
  private func lawFindings() throws -> [Finding] {
    let rules = try LawSettings.rules(.environment())
    let missing = CalendarWatch.missing(rules, at: WallClock.system.now)
    return [Finding(isGood: true, what: "contact rules \(rules.version), \(rules.countries.count) countries")]
      + missing.map { one in
        Finding(
          isGood: false, what: "holidays of \(one.country) in \(one.year) are missing",
          advice: "contact will be refused there: add them with 'ronda contact-rules holidays FILE --install PATH'")
      }
  }

  private func brokerFindings(_ admin: KafkaAdmin, _ messaging: MessagingConfiguration) async throws -> [Finding] {
    let known = try await admin.metadata()
    let missing = Topics.all.map(messaging.name).filter { known.topics[$0] == nil }
    return [
      Finding(isGood: !known.brokers.isEmpty, what: "Kafka cluster \(known.clusterID), \(known.brokers.count) brokers"),
      Finding(
        isGood: missing.isEmpty, what: "\(Topics.all.count - missing.count) of \(Topics.all.count) topics",
        advice: missing.isEmpty ? nil : "run 'ronda topics create'"),
    ]
  }
}

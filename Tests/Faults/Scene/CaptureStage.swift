import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Kafka
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

/// The executable of visit capture as a process of its own, on a database and topics of its own, and a gateway that posts to it.
struct CaptureStage {
  let crew: ProbeCrew
  let scene = CaptureScene()
  let pool: PostgresPool
  private let configuration: MessagingConfiguration
  let port: Int
  let directory: String
  let authorization: String
  private let address: String
  private let outbound: Outbound
  private let capturedAt = LedgerStage.clock.now

  fileprivate init(_ id: String, _ way: CaptureWay, directory: String, tokens: TestTokens, keys: String, outbound: Outbound) async throws {
    let broker = way.broker
    let configuration = MessagingConfiguration(kafka: broker.configuration(clientID: "capture"), prefix: broker.makeName(id) + ".")
    self.configuration = configuration
    self.outbound = outbound
    let gateway = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Gateway", roles: [.gateway], teamID: nil)
    authorization = try await tokens.authorization(gateway)
    pool = PostgresPool(
      PostgresConfiguration(url: way.postgresURL, applicationName: "oracle", searchPath: ["visit_capture"]), size: 2,
      logger: TestBroker.logger)
    let names = Topics.all.map { configuration.name(of: $0) }
    try await broker.createTopics(names.map { KafkaTopicSpecification(name: $0, partitions: Int(Topic.partitionCount)) })
    port = Int(try FreePort.next())
    self.directory = directory
    address = "http://127.0.0.1:\(port)"
    crew = ProbeCrew(
      program: "visit-capture",
      environment: [
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "RONDA_KAFKA_BROKERS": way.serviceBrokers ?? broker.bootstrapServers,
        "RONDA_KAFKA_PREFIX": configuration.prefix, "RONDA_POSTGRES_URL": way.serviceURL ?? way.postgresURL, "RONDA_HTTP_PORT": "\(port)",
        "RONDA_KAFKA_PROPERTIES": "fetch.wait.max.ms=10;session.timeout.ms=6000", "RONDA_IDENTITY_JWKS_URL": keys,
        "RONDA_LOG_LEVEL": "warning", "RONDA_VISITS_WORKER_INTERVAL": "1h",
        "RONDA_DATA_DIRECTORY": directory,
      ])
  }

  /// Starts the service and waits until it is ready and knows the scene.
  @discardableResult
  func start(failPoint: String? = nil) async throws -> Probe {
    let probe = try await crew.start(failPoint: failPoint)
    try await wait("the service is ready") { try await status("/readyz") == 200 }
    return probe
  }

  /// Tells the topics what a visit needs, and waits until the service has heard it.
  func learn() async throws {
    let producer = try KafkaProducer(configuration.kafka, logger: TestBroker.logger)
    for result in await producer.publish(try scene.records(prefix: configuration.prefix)) { _ = try result.get() }
    await producer.close()
    try await wait("the scene is known") {
      try await count("select (select count(*) from staff) + (select count(*) from debtors) + (select count(*) from assignments) as n") == 3
    }
  }

  func wait(_ what: String, until condition: () async throws -> Bool) async throws {
    do {
      try await eventually(what, within: .seconds(120), every: .milliseconds(50), condition)
    } catch {
      Issue.record("\(await crew.lastWords)")
      throw error
    }
  }

  // MARK: - The gateway

  /// Posts the visit of a number once; `nil` when no answer came.
  ///
  /// - Parameter instant: when it took place; the start of the test unless it says otherwise.
  func post(_ number: Int, at instant: Instant? = nil) async throws -> OutboundResponse? {
    try await send("POST", "visits", body: Array(scene.visit(number, at: instant ?? capturedAt).utf8))
  }

  /// One request to the service; `nil` when no answer came.
  func send(
    _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
    type: String = "application/json"
  ) async throws -> OutboundResponse? {
    do {
      return try await outbound.send(
        OutboundRequest(
          method: method, url: address + "/api/visit-capture/v1/" + path,
          headers: [("Authorization", authorization), ("Content-Type", type)] + headers, body: body))
    } catch let error as OutboundError where error.isTransient {
      return nil
    }
  }

  /// Posts the visit until it is acknowledged, and returns that answer.
  func deliver(_ number: Int) async throws -> OutboundResponse {
    let answer = try await eventually("visit \(number) is acknowledged", within: .seconds(120), every: .milliseconds(50)) {
      try await post(number)
    } satisfies: { answer in
      guard let answer, answer.status != 503 else { return false }
      return true
    }
    return try #require(answer)
  }

  func status(_ path: String) async throws -> Int {
    try await outbound.send(OutboundRequest(url: address + path)).status
  }

  // MARK: - The oracle

  func count(_ query: SQL) async throws -> Int64 { try await pool.query(query)[0].decode(Int64.self, "n") }

  /// I1, I2, I4, I5: each of the visits that were acknowledged stands once in the table, once in the outbox, and once on the topic, in the
  /// order of the outbox: they are all of one debtor, so on one partition.
  func expectOnce(_ numbers: Range<Int>, _ location: SourceLocation = #_sourceLocation) async throws {
    try await expectPublished()
    let expected = numbers.map(scene.visitID)
    let rows = try await pool.query("select visit_id::text as id from visits order by 1").map { try $0.decode(String.self, "id") }
    #expect(rows == expected, sourceLocation: location)
    let keys = expected.map { "\(scene.debtor):\($0)" }
    let outbox = try await pool.query("select convert_from(key, 'UTF8') as key from outbox where topic = \(Topics.visit.name) order by id")
      .map { try $0.decode(String.self, "key") }
    #expect(outbox.sorted() == keys, sourceLocation: location)
    let records = try await TopicReader.readAll(
      configuration.name(of: Topics.visit), configuration: configuration.kafka, logger: TestBroker.logger)
    #expect(records.map { String(decoding: $0.key ?? [], as: UTF8.self) } == outbox, sourceLocation: location)
  }

  /// The broker has acknowledged everything that stands in the outbox.
  func expectPublished() async throws {
    try await wait("the outbox is published") {
      try await count("select (select max(id) from outbox) - (select up_to from relay_position) as n") == 0
    }
  }

  fileprivate func close() async throws {
    try await crew.end()
    await pool.close()
  }
}

/// How a test and the service under test reach what they stand on.
struct CaptureWay {
  let postgresURL: String
  let broker: TestBroker
  /// The service's way to the database and to the broker, when it is another than the test's.
  var serviceURL: String?
  var serviceBrokers: String?
  /// Where the service keeps files; a directory of its own unless it says otherwise.
  var dataDirectory: String?

  init(postgresURL: String, broker: TestBroker? = nil, serviceURL: String? = nil, serviceBrokers: String? = nil) throws {
    self.postgresURL = postgresURL
    self.broker = try broker ?? .shared()
    self.serviceURL = serviceURL
    self.serviceBrokers = serviceBrokers
  }
}

/// Runs `body` with visit capture's executable ready to be started, beside a server of the keys that its tokens are checked with.
func withCaptureStage(_ id: String, _ way: CaptureWay, _ body: (CaptureStage) async throws -> Void) async throws {
  let tokens = try TestTokens(clock: LedgerStage.clock)
  let keys = try EventCoding.encode(PublicTokenKeys(keys: [tokens.signer.publicKey]))
  let router = Router()
  router.get("/jwks") { _, _ in
    Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: keys)))
  }
  let outbound = Outbound(threads: 60)
  defer { outbound.close() }
  let directory = try TemporaryDirectories.make()
  defer { TemporaryDirectories.remove(directory) }
  try await Application(router: router).serving { client in
    let stage = try await CaptureStage(
      id, way, directory: way.dataDirectory ?? directory, tokens: tokens, keys: "http://127.0.0.1:\(client.port)/jwks",
      outbound: outbound)
    do {
      try await body(stage)
    } catch {
      try await stage.close()
      throw error
    }
    try await stage.close()
  }
}

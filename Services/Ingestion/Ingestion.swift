public import Contracts
public import Hummingbird
public import Messaging
public import Postgres
public import ServiceKit

/// Takes what banks say about accounts and payments, from Kafka and from files, consolidates debtors, and tells the other services.
public struct Ingestion: RondaService {
  public static let name = ServiceName.ingestion
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module, directory: "Migrations") } }

  private let consumers: Consumers
  private let routes: Routes

  public init(_ ground: ServiceGround) throws {
    let naming = Naming { try NamedUUID.make($0, $1) }
    // Fails here where the system's cryptography refuses SHA-1.
    _ = try NamedUUID.make("account", ["start"])
    let intake = Intake(naming: naming)
    consumers = Consumers(contract: InputContract(naming: naming, clock: ground.clock), intake: intake)
    let importer = Importer(
      database: ground.database, intake: intake, logger: ground.logger,
      batchSize: try ground.configuration.value(of: IngestionSettings.importBatch),
      maximumErrors: try ground.configuration.value(of: IngestionSettings.importErrors))
    routes = Routes(database: ground.database, importer: importer)
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }

  public func addRoutes(to api: ServiceRoutes) { routes.add(to: api) }
}

public import Contracts
public import Hummingbird
package import Logging
public import Messaging
public import Postgres
public import ServiceKit

/// Takes what banks say about accounts and payments, from Kafka and from files, consolidates debtors, and tells the other services.
public struct Ingestion: RondaService {
  public static let name = ServiceName.ingestion
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module, directory: "Migrations") } }

  private let consumers: Consumers
  private let routes: Routes
  private let entries: EntryRoutes
  private let merges: MergeRoutes
  private let erasures: ErasureRoutes

  public init(_ ground: ServiceGround) throws {
    let naming = try Self.makeNaming()
    let intake = Intake(naming: naming, allocation: try IngestionSettings.allocation(ground.configuration))
    let erasureDesk = ErasureDesk(intake: intake)
    consumers = Consumers(contract: InputContract(naming: naming, clock: ground.clock), intake: intake, erasures: erasureDesk)
    erasures = ErasureRoutes(database: ground.database, desk: erasureDesk)
    let importer = Importer(
      database: ground.database, intake: intake, logger: ground.logger,
      batchSize: try ground.configuration.value(of: IngestionSettings.importBatch),
      maximumErrors: try ground.configuration.value(of: IngestionSettings.importErrors))
    routes = Routes(database: ground.database, importer: importer)
    let trusted = Metres(try ground.configuration.value(of: IngestionSettings.trustedAccuracy))
    merges = MergeRoutes(database: ground.database, desk: MergeDesk(intake: intake))
    entries = EntryRoutes(
      database: ground.database,
      entry: ManualEntry(database: ground.database, intake: intake, proposals: ProposalReader(trustedAccuracy: trusted)))
  }

  /// An importer on the service's own schema, for an operator who has the file on the same machine.
  package static func makeImporter(database: ServiceDatabase, logger: Logger) throws -> Importer {
    Importer(database: database, intake: Intake(naming: try makeNaming()), logger: logger)
  }

  private static func makeNaming() throws -> Naming {
    // Fails here where the system's cryptography refuses SHA-1.
    _ = try NamedUUID.make("account", ["start"])
    return Naming { try NamedUUID.make($0, $1) }
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }

  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    entries.add(to: api)
    merges.add(to: api)
    erasures.add(to: api)
  }
}

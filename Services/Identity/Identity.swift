public import Contracts
import Foundation
import Logging
import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// Who works with Ronda, how they sign in, and the tokens by which the other services know them.
public struct Identity: RondaService, TokenKeySource {
  public static let name = ServiceName.identity
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module, directory: "Migrations") } }

  private let database: ServiceDatabase
  private let settings: IdentitySettings
  private let keys: SigningKeys
  private let hasher: PasswordHasher
  private let logger: Logger
  package let directory: StaffDirectory

  public init(_ ground: ServiceGround) throws {
    settings = try IdentitySettings(ground.configuration)
    database = ground.database
    logger = ground.logger
    keys = SigningKeys(database: ground.database, clock: ground.clock, issuer: settings.issuer)
    hasher = PasswordHasher(threads: BlockingThreads(name: "passwords", count: 2), cost: settings.cost)
    directory = StaffDirectory(database: ground.database, hasher: hasher)
  }

  public var background: [any ServiceLifecycle.Service] {
    let housekeeping = Housekeeping(database: database, keys: keys)
    return [
      Periodic("keys and sessions could not be tidied; it is tried again", every: Housekeeping.interval, logger: logger) {
        try await housekeeping.tidy()
      }
    ]
  }

  /// A key to sign with, and the seeded staff.
  public func prepare() async throws {
    try await keys.rotate()
    guard let path = settings.seedPath else { return }
    let seed: StaffSeed
    do {
      seed = try EventCoding.decode(StaffSeed.self, from: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    } catch let error as DecodingError {
      throw ConfigurationError(key: IdentitySettings.seed.key, "names a file that is no list of staff: \(Problem(decoding: error).errors)")
    } catch {
      throw ConfigurationError(key: IdentitySettings.seed.key, "names a file that cannot be read")
    }
    let added = try await directory.seed(seed.staff, password: settings.password)
    logger.record(.notice, "Staff seeded", [.count: .stringConvertible(added)])
  }

  public func publicKeys() async throws -> [UInt8] { try await keys.publicKeys() }

  public func addRoutes(to api: ServiceRoutes) {
    let sessions = Sessions(database: database, settings: settings, hasher: hasher, keys: keys)
    IdentityRoutes(database: database, sessions: sessions, directory: directory, hasher: hasher, keys: keys).add(to: api)
  }
}

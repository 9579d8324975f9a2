import ArgumentParser
import Contracts
import Foundation
import Messaging
import Postgres
import ServiceKit

/// Prepares the database where services may not do it themselves, as one-shot jobs before they start.
struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "database", abstract: "Prepare roles, schemas and tables with the rights of the user in RONDA_POSTGRES_URL.",
    subcommands: [Roles.self, Migrate.self])

  struct Roles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make each service's role and schema, and the user who may act as it. Running it again changes nothing but passwords.")
    @OptionGroup var options: InstanceOptions
    @Option(help: "Directory with a file for each service, named postgres-url-<service>: the URL with which it signs in.")
    var logins: String?

    func run() async throws {
      let logins = try logins.map(Self.read) ?? [:]
      try await options.withDatabase { pool in
        for type in Up.services {
          try await SchemaOwner(service: type.name, pool: pool).prepare(extensions: type.extensions, readerRole: type.readerRole)
          try await logins[type.name]?.put(actingAs: type.name, pool)
          print("\(type.name.rawValue)\t\(SchemaOwner.role(of: type.name))\t\(logins[type.name]?.name ?? "no user of its own")")
        }
      }
    }

    /// - Throws: naming the file that is missing or is no URL with user and password; never what it holds.
    private static func read(_ directory: String) throws -> [ServiceName: DatabaseLogin] {
      try Dictionary(
        uniqueKeysWithValues: ServiceName.allCases.map { service in
          let path = "\(directory)/postgres-url-\(service.rawValue)"
          guard let bytes = FileManager.default.contents(atPath: path),
            let login = DatabaseLogin(url: String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
          else { throw ValidationError("\(path): expected a file with a URL that names a user and a password") }
          return (service, login)
        })
    }
  }

  struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring every schema up to date, as each service does for its own when it starts.")
    @OptionGroup var options: InstanceOptions

    func run() async throws {
      let url = try options.postgresURL()
      for type in Up.services {
        let configuration = PostgresConfiguration(
          url: url, applicationName: "ronda-command", searchPath: [type.name.schema, "public"], role: SchemaOwner.role(of: type.name))
        let pool = PostgresPool(configuration, size: 1, logger: InstanceOptions.logger)
        do {
          try await ServiceDatabase(service: type.name, pool: pool, clock: .system)
            .migrate(try type.migrations, logger: InstanceOptions.logger)
        } catch {
          await pool.close()
          throw error
        }
        await pool.close()
        print("\(type.name.rawValue) is up to date")
      }
    }
  }
}

import Foundation
import Kafka
import Messaging

/// The settings of services on one machine: what the environment says, and defaults for the rest.
enum LocalSettings {
  static func variables(directory: String, password: String, stack: LocalStack, environment: [String: String]) -> [String: String] {
    let defaults = [
      "RONDA_DATA_DIRECTORY": directory,
      "RONDA_POSTGRES_URL": stack.postgresURL,
      "RONDA_KAFKA_BROKERS": stack.messaging.kafka.bootstrapServers,
      "RONDA_SEED_PASSWORD": password,
      "RONDA_IDENTITY_SEED": resource("seeds/staff.json") ?? "",
      "RONDA_CONSOLE_DIRECTORY": resource("Services/Console") ?? "",
    ]
    return defaults.merging(environment) { standard, given in given.isEmpty ? standard : given }
  }

  /// A file of the source tree, found from the working directory or from where the executable was built.
  static func resource(_ path: String) -> String? {
    let executable = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let roots =
      [URL(filePath: FileManager.default.currentDirectoryPath)]
      + (1...5).map { depth in
        (0..<depth).reduce(executable) { url, _ in url.deletingLastPathComponent() }
      }
    return roots.map { $0.appending(path: path).path(percentEncoded: false) }.first { FileManager.default.fileExists(atPath: $0) }
  }
}

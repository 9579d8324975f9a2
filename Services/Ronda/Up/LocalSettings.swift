import ArgumentParser
import Foundation
import Kafka
import Messaging

/// The settings of services on one machine: what the environment says, and defaults for the rest.
enum LocalSettings {
  static func variables(
    directory: String, password: String, stack: LocalStack, files: [String: String], environment: [String: String]
  ) -> [String: String] {
    let defaults = [
      "RONDA_DATA_DIRECTORY": directory,
      "RONDA_POSTGRES_URL": stack.postgresURL,
      "RONDA_KAFKA_BROKERS": stack.messaging.kafka.bootstrapServers,
      "RONDA_SEED_PASSWORD": password,
    ].merging(files) { $1 }
    return defaults.merging(environment) { standard, given in given.isEmpty ? standard : given }
  }

  /// The settings that name files which nobody could sign in or look at a page without.
  ///
  /// - Throws: `ValidationError` for one that is neither given nor found.
  static func files(environment: [String: String]) throws -> [String: String] {
    var files: [String: String] = [:]
    for (setting, path) in ["RONDA_IDENTITY_SEED": "seeds/staff.json", "RONDA_CONSOLE_DIRECTORY": "Services/Console"]
    where environment[setting, default: ""].isEmpty {
      files[setting] = try resource(path, orSetting: setting)
    }
    return files
  }

  /// A file of the source tree, found from the working directory or from where the executable was built.
  private static func resource(_ path: String, orSetting setting: String) throws -> String {
    let executable = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let roots =
      [URL(filePath: FileManager.default.currentDirectoryPath)]
      + (1...5).map { depth in
        (0..<depth).reduce(executable) { url, _ in url.deletingLastPathComponent() }
      }
    guard
      let found = roots.map({ $0.appending(path: path).path(percentEncoded: false) }).first(where: FileManager.default.fileExists)
    else {
      throw ValidationError(
        "\(path) is neither below the working directory nor above the executable: go to the source tree, or set \(setting)")
    }
    return found
  }
}

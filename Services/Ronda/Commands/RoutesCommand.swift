import ArgumentParser
import Foundation
import ServiceKit

/// Lists what Ronda answers over HTTP, for those who set up an edge or compare it with docs/contracts/openapi.
struct RoutesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "List every HTTP route of every service, one a line: method and path.")

  func run() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "ronda-routes-\(UUID().uuidString)")
    defer { removeQuietly(directory) }
    let routes = try ServiceHost.routes(
      of: Up.services, directory: directory.path(percentEncoded: false), logger: InstanceOptions.logger)
    for route in routes { print(route) }
  }

  /// What stays behind is empty directories among the temporary files: nothing to fail for, and still said.
  private func removeQuietly(_ directory: URL) {
    do {
      try FileManager.default.removeItem(at: directory)
    } catch {
      FileHandle.standardError.write(Data("\(directory.path(percentEncoded: false)) could not be removed\n".utf8))
    }
  }
}

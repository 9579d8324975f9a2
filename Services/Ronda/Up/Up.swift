import ArgumentParser
import AssignmentRouting
import Configuration
import Contracts
import Foundation
import Identity
import Ingestion
import Logging
import Messaging
import Notifications
import Reporting
import Segmentation
import ServiceKit
import VisitCapture

/// Runs all of Ronda in one process on one machine.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run every service in this process, with a private PostgreSQL and an embedded broker unless RONDA_* names others.")

  @Option(help: "Directory for everything that is kept.") var data = ".ronda"
  @Flag(help: "Load the sample portfolio, once.") var sample = false

  static let services: [any RondaService.Type] = [
    Identity.self, Ingestion.self, SegmentationService.self, AssignmentRoutingService.self, VisitCaptureService.self,
    NotificationsService.self, ReportingService.self,
  ]

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let level = environment["RONDA_LOG_LEVEL"] ?? "warning"
    let registry = Observability.bootstrap(level: try Observability.level(named: level))
    let logger = Logger(label: "ronda.up")
    let directory = URL(filePath: data, directoryHint: .isDirectory).standardizedFileURL.path(percentEncoded: false).trimmingSuffix("/")
    let password = try SignIn.password(in: directory, given: environment["RONDA_SEED_PASSWORD"])
    let files = try LocalSettings.files(environment: environment)
    let stack = try await LocalStack.start(directory: directory, environment: environment, logger: logger)
    let configuration = ConfigReader.variables(
      LocalSettings.variables(directory: directory, password: password, stack: stack, files: files, environment: environment))
    let surroundings = try surroundings(configuration, stack, logger, registry, directory, password)
    do {
      try await ServiceHost.run(Self.services, surroundings)
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
  }

  private func surroundings(
    _ configuration: ConfigReader, _ stack: LocalStack, _ logger: Logger, _ registry: PrometheusRegistry, _ directory: String,
    _ password: String
  ) throws -> HostSurroundings {
    var surroundings = HostSurroundings(
      configuration: configuration, logger: logger, registry: registry, postgresURL: stack.postgresURL, messaging: stack.messaging)
    surroundings.isEmbedded = stack.broker != nil
    let started = HostStarted()
    surroundings.onRunning = { address in started.announce(address) }
    surroundings.companions = [
      Welcome(
        started: started, stack: stack, directory: directory, password: password, loadsSample: sample, logger: logger)
    ]
    return surroundings
  }
}

extension String {
  /// Without `suffix` at the end, if it is there.
  func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

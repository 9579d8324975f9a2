import CMalloc
import Configuration
import Contracts
import Glibc
import Logging

extension ServiceHost {
  /// The whole of a service's executable.
  ///
  /// Without an argument it serves until SIGTERM or SIGINT. `--version` prints the version, `healthcheck` asks a running
  /// instance of the same configuration for `/healthz`. Exit codes: 0 done, 1 failed, 64 wrong use, 78 wrong configuration.
  public static func main(_ services: [any RondaService.Type], arguments: [String] = CommandLine.arguments) async -> Never {
    // glibc gives each of many threads a heap of its own and keeps what is free in all of them; two are enough for a batch and what
    // goes on beside it, and a backlog is worked off in a bounded amount of memory.
    mallopt(M_ARENA_MAX, 2)
    switch arguments.dropFirst().first {
    case nil: exit(await serve(services))
    case "--version":
      print(Version.current)
      exit(0)
    case "healthcheck": exit(await checkHealth())
    default:
      StandardError.write("usage: \(arguments.first ?? "service") [--version | healthcheck]\n")
      exit(64)
    }
  }

  private static func serve(_ services: [any RondaService.Type]) async -> Int32 {
    do {
      let configuration = ConfigReader.environment()
      let registry = Observability.bootstrap(level: try Observability.level(named: try configuration.value(of: HostSettings.logLevel)))
      let logger = Logger(label: "ronda." + (services.first?.name.rawValue ?? "host"))
      logger.record(.notice, "Starting", [.version: "\(Version.current)"])
      try await run(services, HostSurroundings(configuration: configuration, logger: logger, registry: registry))
      logger.record(.notice, "Stopped")
      return 0
    } catch let error as ConfigurationError {
      StandardError.write("\(error)\n")
      return 78
    } catch {
      StandardError.write("stopped by \(String(reflecting: type(of: error))): \(error)\n")
      return 1
    }
  }

  private static func checkHealth() async -> Int32 {
    do {
      let configuration = ConfigReader.environment()
      let host = try configuration.value(of: HostSettings.httpHost)
      let address = HostAddress(
        host: host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host, port: try configuration.value(of: HostSettings.httpPort))
      let response = try await Outbound(threads: 1).send(OutboundRequest(url: address.url + "/healthz", timeout: .seconds(3)))
      return response.status == 200 ? 0 : 1
    } catch {
      StandardError.write("\(error)\n")
      return 1
    }
  }
}

/// The version of this build.
public enum Version {
  public static let current = "0.1.0"
}

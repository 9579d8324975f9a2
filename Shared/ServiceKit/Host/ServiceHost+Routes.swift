import Contracts
import Hummingbird
import Kafka
package import Logging
import Messaging

extension ServiceHost {
  /// Every route of `services`, as `GET /api/identity/v1/staff/{staff_id}`, sorted by path. Reaches neither database nor broker.
  ///
  /// - Parameter directory: where the services may make the directories that they keep files in.
  /// - Throws: ``ConfigurationError`` when a service cannot be made from its defaults.
  package static func routes(of services: [any RondaService.Type], directory: String, logger: Logger) throws -> [String] {
    let surroundings = HostSurroundings(
      configuration: .variables(["RONDA_DATA_DIRECTORY": directory]), logger: logger, registry: nil, postgresURL: "",
      messaging: MessagingConfiguration(kafka: KafkaConfiguration(bootstrapServers: "", clientID: "ronda")))
    let outbound = Outbound(threads: 1)
    defer { outbound.close() }
    let verifier = TokenVerifier(clock: .system, issuer: "")
    let hosted = try services.map { try HostedService($0, surroundings: surroundings, outbound: outbound, verifier: verifier) }
    let router = ServiceRouter(services: hosted.map(\.service), verifier: verifier, logger: logger).make()
    return router.routes.map { (path: "\($0.path)", method: $0.method.rawValue) }.sorted { $0 < $1 }.map { "\($0.method) \($0.path)" }
  }
}

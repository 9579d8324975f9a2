import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import Seeds
import ServiceKit
import ServiceLifecycle

/// Once everything runs: leaves the address for other commands, says it to whoever started it, and loads the sample if asked to.
struct Welcome: Service {
  let started: HostStarted
  let stack: LocalStack
  let directory: String
  let password: String
  let loadsSample: Bool
  let logger: Logger

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      guard let address = await started.address() else { return }
      let instance = Instance(
        kafkaBrokers: stack.messaging.kafka.bootstrapServers, brokerEpoch: stack.messaging.brokerEpoch,
        kafkaPrefix: stack.messaging.prefix, postgresURL: stack.postgresURL, httpURL: address.url)
      try instance.save(in: directory)
      if loadsSample { try await loadSample(address) }
      say("")
      say("Ronda runs at \(address.url)")
      say("Sign in as \(SignIn.administrator) with the password \(password)")
      say("(supervisor.lima@ronda.example, supervisor.bogota@ronda.example, colli01@ronda.example ... share it)")
      say("")
    }
    try await gracefulShutdown()
  }

  private func loadSample(_ address: HostAddress) async throws {
    let loader = SampleLoader(
      api: ConsoleAPI(url: address.url), password: password, messaging: stack.messaging, marker: directory + "/sample-loaded",
      logger: logger)
    let messages = try await loader.loadOnce()
    say(messages == 0 ? "The sample portfolio is here already." : "Sent \(messages) messages of the sample portfolio.")
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

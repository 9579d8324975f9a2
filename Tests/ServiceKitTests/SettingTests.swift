import Configuration
import Foundation
import ServiceKit
import Testing

@Suite("Settings")
struct SettingTests {
  private let port = Setting<Int>("http.port", default: 8080, "Port.")
  private let url = Setting<String>("postgres.url", isSecret: true, "Database.")
  private let patience = Setting<Duration>("shutdown.drain", default: .seconds(20), "Patience.")

  @Test("A setting is read from its variable, else it has its default")
  func reading() throws {
    #expect(try ConfigReader.variables(["RONDA_HTTP_PORT": "9090"]).value(of: port) == 9090)
    #expect(try ConfigReader.variables([:]).value(of: port) == 8080)
    #expect(try ConfigReader.variables(["RONDA_SHUTDOWN_DRAIN": "1500ms"]).value(of: patience) == .milliseconds(1_500))
    #expect(try ConfigReader.variables(["RONDA_SHUTDOWN_DRAIN": "2h"]).value(of: patience) == .seconds(7_200))
  }

  @Test("What is missing or malformed fails with the name of the variable and without its value")
  func failures() throws {
    let missing = #expect(throws: ConfigurationError.self) { try ConfigReader.variables([:]).value(of: url) }
    #expect(missing?.description.contains("RONDA_POSTGRES_URL") == true)
    let malformed = #expect(throws: ConfigurationError.self) {
      try ConfigReader.variables(["RONDA_HTTP_PORT": "hunter2"]).value(of: port)
    }
    #expect(malformed?.description == "RONDA_HTTP_PORT is not of the form: whole number")
  }

  @Test("A number or a duration outside of its limits fails with the name of the variable and the limits")
  func limits() throws {
    let members = Setting<Int>("kafka.consumers", default: 2, in: 1...16, "Members.")
    let pause = Setting<Duration>("worker.interval", default: .seconds(1), in: .milliseconds(1) ... .seconds(60), "Pause.")
    #expect(try ConfigReader.variables(["RONDA_KAFKA_CONSUMERS": "16"]).value(of: members) == 16)
    for value in ["0", "-1", "17"] {
      let refused = #expect(throws: ConfigurationError.self) {
        try ConfigReader.variables(["RONDA_KAFKA_CONSUMERS": value]).value(of: members)
      }
      #expect(refused?.description == "RONDA_KAFKA_CONSUMERS must be from 1 to 16")
    }
    let refused = #expect(throws: ConfigurationError.self) {
      try ConfigReader.variables(["RONDA_WORKER_INTERVAL": "0s"]).value(of: pause)
    }
    #expect(refused?.description == "RONDA_WORKER_INTERVAL must be from 1ms to 1m")
    #expect(pause.documentation.form.hasSuffix(", 1ms to 1m"))
  }

  @Test("A secret may stand in a file, without the file's last line break")
  func secretFile() throws {
    let path = NSTemporaryDirectory() + "/ronda-secret-\(UUID().uuidString)"
    try Data("postgresql://secret\n".utf8).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let reader = ConfigReader.variables(["RONDA_POSTGRES_URL_FILE": path])
    #expect(try reader.value(of: url) == "postgresql://secret")
    let missing = #expect(throws: ConfigurationError.self) {
      try ConfigReader.variables(["RONDA_POSTGRES_URL_FILE": path + ".none"]).value(of: url)
    }
    #expect(missing?.description.contains("RONDA_POSTGRES_URL_FILE") == true)
  }

  @Test("Every setting of the host is documented in one form, once")
  func documentation() {
    let names = HostSettings.documentation.map(\.environmentName)
    #expect(Set(names).count == names.count)
    #expect(HostSettings.documentation.allSatisfy { $0.summary.hasSuffix(".") && $0.environmentName.hasPrefix("RONDA_") })
    #expect(
      HostSettings.drain.documentation.line.hasPrefix(
        "`RONDA_SHUTDOWN_DRAIN` (duration such as 500ms, 30s, 5m or 12h, default 20s): "))
  }

  @Test("Kafka properties are read from lines or semicolons")
  func kafkaProperties() throws {
    let text = "security.protocol = SASL_SSL; sasl.mechanism=PLAIN\nsasl.password=a=b"
    #expect(
      try HostSurroundings.properties(text) == [
        "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.password": "a=b",
      ])
    #expect(throws: ConfigurationError.self) { try HostSurroundings.properties("nonsense") }
  }
}

public import ArgumentParser
import Configuration
public import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import Postgres
import ServiceKit

/// How a command finds the installation that it works on: RONDA_KAFKA_BROKERS and RONDA_POSTGRES_URL, or what `ronda up` left in its
/// directory. Without such a directory one of the two is enough for a command that needs no more.
struct InstanceOptions: ParsableArguments {
  @Option(help: "Directory of the local installation.")
  var data = ".ronda"

  static var logger: Logger {
    var logger = Logger(label: "ronda") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    return logger
  }

  func instance() throws -> Instance {
    let configuration = ConfigReader.environment()
    let brokers = try configuration.optionalValue(of: HostSettings.kafkaBrokers)
    let postgres = try configuration.optionalValue(of: HostSettings.postgresURL)
    if brokers == nil || postgres == nil, var instance = try Instance.load(from: data) {
      instance.postgresURL = postgres ?? instance.postgresURL
      return instance
    }
    guard brokers != nil || postgres != nil else {
      throw ValidationError(
        "no installation found: start one with 'ronda up', name its directory with --data, or set RONDA_KAFKA_BROKERS and RONDA_POSTGRES_URL"
      )
    }
    return Instance(
      kafkaBrokers: brokers ?? "", brokerEpoch: nil, kafkaPrefix: try configuration.value(of: HostSettings.kafkaPrefix),
      postgresURL: postgres ?? "", httpURL: "")
  }

  /// The database's address, with its password.
  func postgresURL() throws -> String {
    let url = try instance().postgresURL
    guard !url.isEmpty else { throw ValidationError("set RONDA_POSTGRES_URL, or RONDA_POSTGRES_URL_FILE") }
    return url
  }

  func messaging(of instance: Instance) throws -> MessagingConfiguration {
    guard !instance.kafkaBrokers.isEmpty else { throw ValidationError("set RONDA_KAFKA_BROKERS") }
    let kafka = KafkaConfiguration(
      bootstrapServers: instance.kafkaBrokers, clientID: "ronda-command",
      properties: try HostSurroundings.properties(try ConfigReader.environment().value(of: HostSettings.kafkaProperties)),
      embedded: instance.brokerEpoch != nil)
    return MessagingConfiguration(kafka: kafka, brokerEpoch: instance.brokerEpoch, prefix: instance.kafkaPrefix)
  }

  func withAdmin<Value>(_ body: (KafkaAdmin, MessagingConfiguration) async throws -> Value) async throws -> Value {
    let messaging = try messaging(of: try instance())
    let admin = try KafkaAdmin(messaging.kafka, logger: Self.logger)
    do {
      let value = try await body(admin, messaging)
      await admin.close()
      return value
    } catch {
      await admin.close()
      throw error
    }
  }

  func withDatabase<Value>(_ body: (PostgresPool) async throws -> Value) async throws -> Value {
    let configuration = PostgresConfiguration(url: try postgresURL(), applicationName: "ronda-command")
    let pool = PostgresPool(configuration, size: 2, logger: Self.logger)
    do {
      let value = try await body(pool)
      await pool.close()
      return value
    } catch {
      await pool.close()
      throw error
    }
  }
}

extension ServiceName: ExpressibleByArgument {}

/// What every host of services reads from its environment.
public enum HostSettings {
  public static let postgresURL = Setting<String>(
    "postgres.url", isSecret: true, "PostgreSQL, as postgresql://user:password@host:port/database?sslmode=verify-full.")
  public static let postgresPool = Setting<Int>("postgres.pool", default: 6, in: 2...1_000, "Connections that each service may open.")
  public static let kafkaBrokers = Setting<String>("kafka.brokers", "Kafka's bootstrap servers, as host:port,host:port.")
  public static let kafkaProperties = Setting<String>(
    "kafka.properties", default: "", isSecret: true,
    "Further librdkafka properties such as security.protocol and sasl.*, one name=value per line or separated by semicolons.")
  public static let kafkaPrefix = Setting<String>(
    "kafka.prefix", default: "", "Stands before the names of topics and groups, so that installations can share a cluster.")
  public static let kafkaConsumers = Setting<Int>(
    "kafka.consumers", default: 2, in: 1...16, "Members of its consumer group that each process of a service is.")
  public static let httpHost = Setting<String>("http.host", default: "127.0.0.1", "Address that the HTTP server listens on.")
  public static let httpPort = Setting<Int>("http.port", default: 8080, in: 0...65_535, "Port of the HTTP server; 0 takes a free one.")
  public static let httpInFlight = Setting<Int>(
    "http.in.flight", default: 256, in: 1...100_000, "Requests handled at the same time; one more is answered 503 with Retry-After.")
  public static let httpInFlightPerClient = Setting<Int>(
    "http.in.flight.per.client", default: 32, in: 1...100_000,
    "Requests of one client handled at the same time; one more is answered 429 with Retry-After.")
  public static let httpBodyLimit = Setting<Int>(
    "http.body.limit", default: 64 << 20, in: 1_024...1 << 40, "Bytes that any request body may have; routes set lower limits of their own."
  )
  public static let jwksURL = Setting<String>(
    "identity.jwks.url", "Where the public keys of access tokens are, when identity runs in another process.")
  public static let tokenIssuer = Setting<String>("identity.issuer", default: "ronda", "The iss that access tokens must have.")
  public static let dataDirectory = Setting<String>("data.directory", default: ".ronda", "Directory for files that services keep.")
  public static let consoleDirectory = Setting<String>(
    "console.directory", default: "", "Directory of the web console's files; without one the console is not served.")
  public static let vendorDirectory = Setting<String>(
    "console.vendor.directory", default: "/usr/share/javascript", "Directory of Leaflet and Chart.js, as Debian installs them.")
  public static let tileOrigins = Setting<String>(
    "console.tile.origins", default: "", "Origins that map tiles may come from, separated by spaces; part of the content security policy.")
  public static let logLevel = Setting<String>(
    "log.level", default: "info", "Least level to log: trace, debug, info, notice, warning, error or critical.")
  public static let drain = Setting<Duration>(
    "shutdown.drain", default: .seconds(20), "How long requests and batches under way may take after SIGTERM.")
  public static let certificateAuthorities = Setting<String>(
    "outbound.ca.file", default: "", "PEM file of certificate authorities for outgoing TLS; empty takes the system's.")
  public static let failPoint = Setting<String>(
    "fail.point", default: "",
    "For tests: a place at which the process dies, as by kill -9, such as before-commit:3 for the third time there.")

  /// For the operator's manual.
  public static let documentation: [SettingDocumentation] = [
    postgresURL.documentation, postgresPool.documentation, kafkaBrokers.documentation, kafkaProperties.documentation,
    kafkaPrefix.documentation, kafkaConsumers.documentation,
    httpHost.documentation, httpPort.documentation, httpInFlight.documentation, httpInFlightPerClient.documentation,
    httpBodyLimit.documentation, jwksURL.documentation, tokenIssuer.documentation, dataDirectory.documentation,
    consoleDirectory.documentation, vendorDirectory.documentation, tileOrigins.documentation, logLevel.documentation,
    drain.documentation, certificateAuthorities.documentation, failPoint.documentation,
  ]
}

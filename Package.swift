// swift-tools-version: 6.2
import PackageDescription

/// The settings that every Swift target is built with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Code that computes for seconds is optimised in debug builds too, where it keeps its assertions: its tests would take minutes otherwise.
let computing: [SwiftSetting] = strict + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

/// What every service may import.
let serviceGround: [Target.Dependency] = [
  "Contracts", "ServiceKit", "Messaging", "Postgres", hummingbird, logging, metrics, lifecycle, configuration,
]

/// A shared library.
func shared(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [], settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, path: "Shared/\(name)", resources: resources, swiftSettings: settings)
}

/// A service's library, in `Services/<name>`.
func service(_ name: String, _ extra: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: serviceGround + extra, path: "Services/\(name)",
    exclude: ["Executable"], resources: [.copy("Store/Migrations")], swiftSettings: strict)
}

/// The executable of one service: a main of a few lines.
func executable(_ name: String, of library: String) -> Target {
  .executableTarget(
    name: name, dependencies: [.byName(name: library), "ServiceKit"],
    path: "Services/\(library)/Executable", swiftSettings: strict)
}

/// What every test of a service may import.
let testGround: [Target.Dependency] = ["Contracts", "Messaging", "Postgres", "ServiceKit", "TestSupport", hummingbird, logging]

func tests(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = [], settings: [SwiftSetting] = strict
) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: path ?? "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

let services: [Target.Dependency] = [
  "Ingestion", "Segmentation", "AssignmentRouting", "VisitCapture", "Notifications", "Reporting", "Identity",
]

let package = Package(
  name: "ronda",
  platforms: [.macOS(.v15)],
  products: [],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
  ],
  targets: [
    // C libraries of the system
    .systemLibrary(name: "CLibrdkafka", path: "Shared/CLibrdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
    .systemLibrary(name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibcurl", path: "Shared/CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibharu", path: "Shared/CLibharu", providers: [.apt(["libhpdf-dev"])]),
    .systemLibrary(name: "CZlib", path: "Shared/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibcrypto", path: "Shared/CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CMalloc", path: "Shared/CMalloc"),

    // Shared
    shared("Contracts", []),
    shared("RoutePlanning", ["Contracts"], settings: computing),
    shared("RoutingFormats", ["RoutePlanning", "Contracts"], settings: computing),
    shared("StreetTravel", ["RoutePlanning", "Contracts", "CZlib"], settings: computing),
    shared(
      "ContactRules", ["Contracts", collections],
      resources: ["contact-rules", "holidays", "holiday-years", "zones", "jurisdiction-zones"].map { .embedInCode("Rules/\($0).csv") }),
    shared("Negotiation", ["Contracts"]),
    shared("Documents", ["CLibharu"]),
    shared("Spreadsheets", ["Contracts", "CZlib"]),
    shared("Postgres", ["CLibpq", logging, metrics, lifecycle]),
    shared("Kafka", ["CLibrdkafka", logging, metrics, lifecycle]),
    shared("Messaging", ["Contracts", "Kafka", "Postgres", logging, metrics, lifecycle]),
    shared(
      "ServiceKit",
      [
        "Messaging", "Kafka", "Postgres", "Contracts", "CLibcurl", "CLibcrypto", "CMalloc", hummingbird, jwt, configuration, logging, metrics,
        lifecycle,
      ]),
    shared(
      "ContactLog",
      ["ContactRules", "Contracts", "Messaging", "Postgres", "ServiceKit", hummingbird, configuration, logging, metrics, lifecycle],
      resources: [.copy("Migrations")]),
    shared("TestSupport", ["Contracts", "Kafka", "Postgres", "Messaging", "ServiceKit", hummingbird, logging, lifecycle]),

    // Seeds
    .target(
      name: "Seeds", dependencies: ["Contracts"], path: "seeds", exclude: ["README.md", "make_cities.py"], sources: ["Generator"],
      resources: [.copy("cities"), .copy("zones"), .copy("sample"), .copy("negotiation"), .copy("staff.json")], swiftSettings: strict),

    // Services
    service("Ingestion", ["Spreadsheets"]),
    service("Segmentation", ["ContactRules", "ContactLog"]),
    service("AssignmentRouting", ["RoutePlanning", "StreetTravel", "ContactRules", "ContactLog", "Spreadsheets"]),
    service("VisitCapture", ["ContactRules", "ContactLog", "Negotiation", "Documents"]),
    service("Notifications", ["ContactRules", "ContactLog", "Documents", mustache]),
    service("Reporting", ["Spreadsheets"]),
    service("Identity"),
    executable("ingestion", of: "Ingestion"),
    executable("segmentation", of: "Segmentation"),
    executable("assignment-routing", of: "AssignmentRouting"),
    executable("visit-capture", of: "VisitCapture"),
    executable("notifications", of: "Notifications"),
    executable("reporting", of: "Reporting"),
    executable("identity", of: "Identity"),
    .executableTarget(
      name: "ronda",
      dependencies: services + [
        "ContactRules", "ContactLog", "Negotiation", "ServiceKit", "Messaging", "Kafka", "Postgres", "Contracts", "Seeds", "RoutePlanning",
        "RoutingFormats", "Spreadsheets", "StreetTravel", arguments, configuration, logging, lifecycle,
      ],
      path: "Services/Ronda", swiftSettings: strict),

    // Measurements
    .executableTarget(
      name: "bench",
      dependencies: [
        "Ingestion", "Segmentation", "VisitCapture", "Reporting", "ContactRules", "ServiceKit", "Messaging", "Kafka", "Postgres", "Contracts",
        "Seeds", "TestSupport", hummingbird, arguments, configuration, logging, metrics, lifecycle,
      ],
      path: "Tests/Benchmarks/Bench", swiftSettings: strict),

    .executableTarget(
      name: "bench-routing", dependencies: ["RoutePlanning", "Contracts", arguments], path: "Tests/Benchmarks/Routing/Day",
      swiftSettings: strict),

    // Tests of what is shared
    tests("ContractsTests", ["Contracts", "TestSupport"], exclude: ["Golden"]),
    tests("PostgresTests", ["Postgres", "ServiceKit", "TestSupport", logging, lifecycle]),
    tests("KafkaTests", ["Kafka", "TestSupport", "CLibrdkafka", logging]),
    tests("MessagingTests", ["Messaging", "Contracts", "Kafka", "Postgres", "TestSupport", logging, lifecycle]),
    .executableTarget(
      name: "fault-probe", dependencies: ["Messaging", "Contracts", "Kafka", "Postgres", "TestSupport", logging, lifecycle],
      path: "Tests/Faults/Probe", swiftSettings: strict),
    tests("FaultTests", testGround + ["Kafka", lifecycle], path: "Tests/Faults", exclude: ["Probe"]),
    tests("ServiceKitTests", testGround + [configuration, metrics, lifecycle]),
    tests("ContactRulesTests", ["ContactRules", "Contracts", "TestSupport"]),
    tests("NegotiationTests", ["Negotiation", "Contracts", "TestSupport"], exclude: ["vectors"]),
    tests("DocumentsTests", ["Documents", "TestSupport"]),
    tests("SpreadsheetsTests", ["Spreadsheets", "Contracts"]),
    tests("RoutePlanningTests", ["RoutePlanning", "Contracts"], settings: computing),
    tests("RoutingFormatsTests", ["RoutingFormats", "RoutePlanning", "Contracts"], settings: computing),
    tests("StreetTravelTests", ["StreetTravel", "RoutePlanning", "Contracts", "CZlib"], settings: computing),
    tests("SeedsTests", ["Seeds", "Contracts", "TestSupport"]),

    // Tests of the services
    tests("IngestionTests", testGround + ["Ingestion", "Kafka", lifecycle]),
    tests("SegmentationTests", testGround + ["Segmentation", "ContactRules"]),
    tests(
      "AssignmentRoutingTests",
      testGround + ["AssignmentRouting", "RoutePlanning", "StreetTravel", "ContactRules", "Kafka", configuration, lifecycle]),
    tests("VisitCaptureTests", testGround + ["VisitCapture", "ContactLog", "ContactRules", "Negotiation", "Documents", "Seeds"]),
    tests("NotificationsTests", testGround + ["Notifications", "ContactLog", "ContactRules"]),
    tests("ReportingTests", testGround + ["Reporting", "Kafka", lifecycle]),
    tests("IdentityTests", testGround + ["Identity", "Kafka", configuration, lifecycle]),
  ]
)

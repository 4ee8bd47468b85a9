// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module with the modules and products that it may import; nothing else is reachable from it.
func module(
    _ name: String,
    path: String? = nil,
    uses: [Target.Dependency] = [],
    embeds: [String] = []
) -> Target {
    .target(
        name: name,
        dependencies: uses,
        path: path,
        exclude: path == nil ? [] : ["README.md"],
        resources: embeds.map { .embedInCode($0) },
        swiftSettings: settings
    )
}

func program(
    _ name: String,
    path: String? = nil,
    uses: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .executableTarget(name: name, dependencies: uses, path: path, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, uses: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: uses, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "quittance",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "quittance", targets: ["quittance"]),
        .executable(name: "provider-sandbox", targets: ["provider-sandbox"]),
        .executable(name: "reconciliation-world", targets: ["reconciliation-world"]),
        .executable(name: "simulate", targets: ["simulate"]),
        .executable(name: "bench", targets: ["bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        module("PaymentVocabulary"),
        .target(name: "CIconv"),
        .target(name: "CMalloc"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        module("BankFiles", uses: ["CIconv", "CZlib", "PaymentVocabulary"]),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(
            name: "CLibXML",
            cSettings: [.unsafeFlags(["-isystem", "/usr/include/libxml2"])],
            linkerSettings: [.linkedLibrary("xml2")]
        ),
        module("PaymentCrypto", uses: ["COpenSSL"]),
        module("AdapterKit", uses: ["CSimdjson", "PaymentVocabulary"]),
        module("HubDomain", uses: ["PaymentVocabulary"]),
        module("HubLedger", uses: ["HubDomain", "PaymentVocabulary"]),
        module("HubSuggestion", uses: ["PaymentVocabulary"]),
        module("HubReconciliation", uses: ["HubDomain", "HubSuggestion", "PaymentVocabulary"]),
        module(
            "RulesFile",
            uses: ["HubReconciliation", "PaymentVocabulary", .product(name: "Yams", package: "Yams")]
        ),
        module("HubCredit", uses: ["PaymentVocabulary"]),
        module("HubStore", uses: ["HubDomain", "HubLedger", "PaymentVocabulary"], embeds: ["SQL"]),
        module("HubStoreSQLite", uses: ["HubStore", grdb, grdbSQLite]),
        module("HubTransport", uses: ["AdapterKit", "CCurl", "PaymentVocabulary"]),
        module("AdapterHost", uses: ["AdapterKit", "PaymentVocabulary"]),
        module(
            "HubEngine",
            uses: [
                "AdapterHost", "AdapterKit", "BankFiles", "HubCredit", "HubDomain", "HubLedger", "HubReconciliation",
                "HubStore", "PaymentCrypto", "PaymentVocabulary",
            ]
        ),
        module(
            "HubHTTP",
            uses: [
                "AdapterHost", "AdapterKit", "HubCredit", "HubDomain", "HubEngine", "HubLedger", "HubReconciliation",
                "HubStore",
                "PaymentCrypto",
                "PaymentVocabulary", hummingbird, httpTypes, logging, nioCore, nioHTTPTypes, serviceLifecycle,
            ]
        ),
        module("StripeAdapter", path: "Plugins/Stripe", uses: ["AdapterKit", "PaymentCrypto", "PaymentVocabulary"]),
        module(
            "ProviderModels",
            path: "sandbox/ProviderModels",
            uses: ["AdapterKit", "PaymentCrypto", "PaymentVocabulary"]
        ),
        module(
            "HubSimulation",
            uses: [
                "AdapterHost", "AdapterKit", "HubCredit", "HubDomain", "HubEngine", "HubLedger", "HubStore",
                "HubStoreSQLite", "PaymentCrypto", "PaymentVocabulary", "ProviderModels", "StripeAdapter",
            ]
        ),
        module(
            "ReconciliationWorld",
            path: "sandbox/ReconciliationWorld",
            uses: ["HubDomain", "HubReconciliation", "PaymentVocabulary"]
        ),
        program(
            "reconciliation-world",
            path: "sandbox/reconciliation-world",
            uses: ["CMalloc", "HubReconciliation", "ReconciliationWorld", "RulesFile"],
            exclude: ["README.md"]
        ),
        program("simulate", uses: ["HubSimulation", argumentParser]),
        program(
            "bench",
            uses: [
                "BankFiles", "CLibXML", "CMalloc", "HubDomain", "HubReconciliation", "HubStore", "HubStoreSQLite",
                "PaymentCrypto", "PaymentVocabulary", "ReconciliationWorld", argumentParser, grdbSQLite,
            ],
            exclude: ["Peers"]
        ),
        program(
            "provider-sandbox",
            path: "sandbox/provider-sandbox",
            uses: [
                "AdapterKit", "PaymentVocabulary", "ProviderModels", argumentParser, hummingbird, logging, nioCore,
                httpTypes,
            ],
            exclude: ["README.md"]
        ),
        program(
            "quittance",
            uses: [
                "AdapterHost", "AdapterKit", "BankFiles", "CMalloc", "HubCredit", "HubDomain", "HubEngine", "HubLedger",
                "HubReconciliation", "HubStore", "HubStoreSQLite", "HubTransport", "PaymentCrypto",
                "PaymentVocabulary", "RulesFile", "StripeAdapter", argumentParser, logging, serviceLifecycle,
                unixSignals, .product(name: "Yams", package: "Yams"),
                "HubHTTP",
            ]
        ),
        .target(name: "TestSupport", swiftSettings: settings),
        program(
            "oracles",
            path: "Tests/Oracles",
            uses: [
                "AdapterHost", "AdapterKit", "HubCredit", "HubDomain", "HubEngine", "HubStore", "HubStoreSQLite",
                "PaymentVocabulary", "StripeAdapter",
            ]
        ),
        tests("PaymentVocabularyTests", uses: ["PaymentVocabulary", "TestSupport"]),
        tests("PaymentCryptoTests", uses: ["PaymentCrypto"]),
        tests("AdapterKitTests", uses: ["AdapterKit", "PaymentVocabulary"]),
        tests("HubDomainTests", uses: ["HubDomain", "PaymentVocabulary", "TestSupport"]),
        tests("HubSuggestionTests", uses: ["HubSuggestion", "PaymentVocabulary", "TestSupport"]),
        tests(
            "HubReconciliationTests",
            uses: ["HubDomain", "HubReconciliation", "HubSuggestion", "PaymentVocabulary"],
            exclude: ["Golden"]
        ),
        tests("RulesFileTests", uses: ["HubReconciliation", "PaymentVocabulary", "RulesFile"]),
        tests(
            "ReconciliationWorldTests",
            uses: ["HubDomain", "HubReconciliation", "PaymentVocabulary", "ReconciliationWorld"]
        ),
        tests("HubCreditTests", uses: ["HubCredit", "PaymentVocabulary", "TestSupport"]),
        tests(
            "HubEngineTests",
            uses: [
                "AdapterHost", "AdapterKit", "BankFiles", "HubCredit", "HubDomain", "HubEngine", "HubLedger",
                "HubReconciliation",
                "HubStore", "HubStoreSQLite", "PaymentVocabulary", "TestSupport",
            ]
        ),
        tests("HubLedgerTests", uses: ["HubDomain", "HubLedger", "PaymentVocabulary", "TestSupport"]),
        tests("HubStoreTests", uses: ["HubDomain", "HubStore", "HubStoreSQLite", "PaymentVocabulary", "TestSupport"]),
        tests("HubStoreSQLiteTests", uses: ["HubStore", "HubStoreSQLite", grdb]),
        tests("HubTransportTests", uses: ["HubTransport"]),
        tests("StripeAdapterTests", uses: ["AdapterKit", "HubTransport", "PaymentVocabulary", "StripeAdapter"]),
        tests(
            "HubHTTPTests",
            uses: [
                "AdapterHost", "AdapterKit", "HubCredit", "HubDomain", "HubEngine", "HubHTTP", "HubStore",
                "HubStoreSQLite", "PaymentCrypto", "PaymentVocabulary", hummingbird, httpTypes, logging, nioCore,
                nioHTTPTypes, serviceLifecycle,
            ]
        ),
        tests("SimulationTests", uses: ["HubSimulation"]),
        tests("BankFilesTests", uses: ["BankFiles", "CZlib", "PaymentVocabulary"]),
        tests(
            "CommandLineTests",
            uses: ["oracles", "PaymentCrypto", "provider-sandbox", "quittance", "TestSupport", grdbSQLite],
            exclude: ["Help"]
        ),
        tests("OraclesTests", uses: ["oracles", "TestSupport"]),
        tests("ProviderSandboxTests", uses: ["provider-sandbox"], exclude: ["official_client.py"]),
        tests("StripeModelTests", uses: ["AdapterKit", "PaymentVocabulary", "ProviderModels", "StripeAdapter"]),
        tests("ProviderModelsTests", uses: ["AdapterKit", "PaymentCrypto", "PaymentVocabulary", "ProviderModels"]),
    ],
    cxxLanguageStandard: .cxx17
)

// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module under `Sources/` with the modules and products that it may import; nothing else is reachable from it.
func module(_ name: String, uses: [Target.Dependency] = [], embeds: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: uses,
        resources: embeds.map { .embedInCode($0) },
        swiftSettings: settings
    )
}

func tests(_ name: String, uses: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: uses, swiftSettings: settings)
}

let package = Package(
    name: "quittance",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "quittance", targets: ["quittance"])
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        module("PaymentVocabulary"),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
        module("PaymentCrypto", uses: ["COpenSSL"]),
        module("AdapterKit", uses: ["CSimdjson", "PaymentVocabulary"]),
        module("HubDomain", uses: ["PaymentVocabulary"]),
        module("HubLedger", uses: ["HubDomain", "PaymentVocabulary"]),
        module("HubCredit", uses: ["HubDomain", "PaymentVocabulary"]),
        module("HubStore", uses: ["HubDomain", "HubLedger", "PaymentVocabulary"], embeds: ["SQL"]),
        module("HubStoreSQLite", uses: ["HubStore", .product(name: "GRDB", package: "GRDB.swift")]),
        module("AdapterHost", uses: ["AdapterKit", "PaymentVocabulary"]),
        module(
            "HubEngine",
            uses: [
                "AdapterHost", "AdapterKit", "HubCredit", "HubDomain", "HubLedger", "HubStore", "PaymentCrypto",
                "PaymentVocabulary",
            ]
        ),
        .executableTarget(
            name: "quittance",
            dependencies: [
                "PaymentVocabulary",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        tests("PaymentCryptoTests", uses: ["PaymentCrypto"]),
        tests("AdapterKitTests", uses: ["AdapterKit", "PaymentVocabulary"]),
        tests("HubStoreTests", uses: ["HubStore", "HubStoreSQLite"]),
        tests("HubStoreSQLiteTests", uses: ["HubStore", "HubStoreSQLite"]),
    ],
    cxxLanguageStandard: .cxx17
)

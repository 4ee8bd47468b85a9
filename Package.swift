// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module under `Sources/` with the modules and products that it may import; nothing else is reachable from it.
func module(_ name: String, uses: [Target.Dependency] = [], sql: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: uses,
        resources: sql.map { .embedInCode($0) },
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
        module("AdapterKit", uses: ["PaymentVocabulary"]),
        module("HubDomain", uses: ["PaymentVocabulary"]),
        module("HubLedger", uses: ["HubDomain", "PaymentVocabulary"]),
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
        tests("PaymentVocabularyTests", uses: ["PaymentVocabulary"]),
    ]
)

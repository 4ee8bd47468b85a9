// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that nothing of it is built or tested with the rest: its code is built with coverage
// counters for libFuzzer. The modules that it feeds are links to the ones of the repository. `./dev fuzz` builds it.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "PaymentVocabulary", swiftSettings: settings),
        .target(name: "CIconv"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "BankFiles", dependencies: ["CIconv", "CZlib", "PaymentVocabulary"], swiftSettings: settings),
        .executableTarget(
            name: "fuzz",
            dependencies: ["BankFiles"],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        ),
    ]
)

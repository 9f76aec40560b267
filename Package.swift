// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler rules for every Swift target; CONTRIBUTING.md says why each is there.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of this package.
func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = [],
    linker: [LinkerSetting] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings,
        linkerSettings: linker)
}

/// The unit tests of one target.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "ProvisioningTestSupport"] + dependencies,
        exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "semantest-provision",
    products: [
        .executable(name: "semantest-provision", targets: ["semantest-provision"]),
        .library(name: "ProvisioningDomain", targets: ["ProvisioningDomain"]),
        .library(name: "AWSSigV4Client", targets: ["AWSSigV4Client"]),
        .library(name: "Packager", targets: ["Packager"]),
        .library(name: "PulumiStateExport", targets: ["PulumiStateExport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // C libraries. libcurl is opened with dlopen by CCurlShim; zlib, libyaml and expat are linked statically.
        .systemLibrary(name: "CSystemCurl"),
        .systemLibrary(name: "CSystemCrypto"),
        .systemLibrary(name: "CSystemMemory"),
        .systemLibrary(name: "CSystemZlib"),
        .systemLibrary(name: "CSystemYAML"),
        .systemLibrary(name: "CSystemExpat"),
        .target(name: "CCurlShim", dependencies: ["CSystemCurl"]),
        .target(name: "CNodeBridges"),

        // Leaves: they know no cloud and no domain.
        library("OrderedJSON"),
        library("OpenSSLCrypto", ["CSystemCrypto"]),
        library("SystemFiles"),
        library("SystemThreads"),
        // What ArgumentParser uses of Foundation; the release build links it in place of FoundationEssentials (see the Makefile).
        library("SlimFoundation", ["OrderedJSON"]),
        library("ZlibCompression", ["CSystemZlib"], linker: [.linkedLibrary(":libz.a")]),
        library("ExpatXML", ["CSystemExpat"], linker: [.linkedLibrary(":libexpat.a")]),
        library("YAMLDocument", ["CSystemYAML"], linker: [.linkedLibrary(":libyaml.a")]),
        library(
            "HTTPTransport",
            [
                "CCurlShim", "CSystemCurl", "OpenSSLCrypto", "SystemThreads",
                .product(name: "Logging", package: "swift-log"),
            ]),

        // Domain and application.
        library("ProvisioningDomain"),
        library("ProvisioningApplication", ["ProvisioningDomain"]),

        // Adapters: each imports the domain and leaves, never another adapter.
        library("ProvisionConfiguration", ["ProvisioningDomain", "YAMLDocument", "OrderedJSON", "SystemFiles"]),
        library(
            "AWSSigV4Client",
            ["ProvisioningDomain", "HTTPTransport", "OrderedJSON", "OpenSSLCrypto", "ExpatXML", "SystemFiles"]),
        library(
            "Packager",
            ["ProvisioningDomain", "ZlibCompression", "OpenSSLCrypto", "OrderedJSON", "SystemThreads", "CNodeBridges"],
            exclude: ["Bridges"]),
        library(
            "PulumiStateExport",
            ["ProvisioningDomain", "OrderedJSON", "OpenSSLCrypto", "SystemThreads", "YAMLDocument"]),
        library("SemantestEventBus", ["ProvisioningDomain", "OrderedJSON"]),
        library("EndpointProbe", ["ProvisioningDomain", "HTTPTransport"]),

        // The command line.
        library(
            "ProvisionCommands",
            [
                "ProvisioningDomain", "ProvisioningApplication", "ProvisionConfiguration", "AWSSigV4Client", "Packager",
                "PulumiStateExport", "SemantestEventBus", "EndpointProbe", "HTTPTransport", "OpenSSLCrypto",
                "OrderedJSON", "SystemFiles", "SlimFoundation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "semantest-provision", dependencies: ["ProvisionCommands", "CSystemMemory"], swiftSettings: settings),

        // Test support and tests.
        library("ProvisioningTestSupport", ["ProvisioningDomain", "HTTPTransport", "OrderedJSON", "OpenSSLCrypto"]),
        tests("OrderedJSON"),
        tests("OpenSSLCrypto"),
        tests("SystemFiles"),
        tests("SlimFoundation"),
        tests("ZlibCompression"),
        tests("ExpatXML"),
        tests("YAMLDocument"),
        tests(
            "HTTPTransport", ["CSystemCurl", .product(name: "Logging", package: "swift-log")],
            exclude: ["tls-server.cjs", "WebSocket/websocket_peer.py", "WebSocket/websocket-peer.cjs"]),
        tests("ProvisioningDomain"),
        tests("ProvisioningApplication", ["ProvisioningDomain"]),
        tests("ProvisionConfiguration", ["ProvisioningDomain", "OrderedJSON"]),
        tests(
            "AWSSigV4Client", ["ProvisioningDomain", "HTTPTransport", "OrderedJSON", "OpenSSLCrypto"],
            exclude: ["make_vectors.py", "check_requests.py", "uncovered_calls.py"]),
        tests("Packager", ["ProvisioningDomain", "OrderedJSON", "ZlibCompression"]),
        tests("PulumiStateExport", ["ProvisioningDomain", "OrderedJSON", "OpenSSLCrypto"]),
        tests("SemantestEventBus", ["ProvisioningDomain"]),
        tests("EndpointProbe", ["ProvisioningDomain", "HTTPTransport", "OpenSSLCrypto"]),
        .testTarget(
            name: "ChaosTests",
            dependencies: [
                "AWSSigV4Client", "HTTPTransport", "OpenSSLCrypto", "ProvisioningApplication", "ProvisioningDomain",
                "ProvisioningTestSupport", "PulumiStateExport",
            ], swiftSettings: settings),
        tests(
            "ProvisionCommands",
            ["ProvisioningDomain", "ProvisioningApplication", "OrderedJSON", "AWSSigV4Client", "HTTPTransport"]),
    ]
)

// `make bench` builds it; nothing else does.
if Context.environment["SEMANTEST_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "SignatureBenchmark", dependencies: ["AWSSigV4Client"], path: "Benchmarks/SignatureBenchmark",
            swiftSettings: settings))
}

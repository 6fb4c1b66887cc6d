// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same rules; a warning is an error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A layer of the engine: it may import only what is listed, so the arrows between layers stay one-way.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a layer. `data` are files the tests read by their path in the checkout.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], data: [String] = [], settings: [SwiftSetting] = strict
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: settings)
}

let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let web: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

let package = Package(
    name: "swiftplay",
    products: [
        .executable(name: "swiftplay", targets: ["swiftplay"]),
        .executable(name: "model-service", targets: ["model-service"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // What Hummingbird is made of, for the names that the service uses itself.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Debian's C libraries
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // Carried along; see its README
        .target(
            name: "CLibssh2", dependencies: ["CLibcrypto"],
            exclude: ["README.md", "upstream/COPYING", "upstream/blowfish.c"],
            cSettings: [.define("HAVE_CONFIG_H"), .headerSearchPath("."), .headerSearchPath("upstream")]),

        // Layer 0: data, places, diagnostics; the control node
        layer("Values", ["CYAML", "CLibcrypto", collections]),
        layer("Controller"),

        // Layer 1: one capability each, knowing only data
        layer("Vault", ["Values", "Controller", "CLibcrypto"]),
        layer("Jinja", ["Values", "Controller", collections]),
        layer("Transport", ["Values", "Controller", "CLibssh2", "CLibcrypto"]),
        layer("ModuleKit", ["Values"]),

        // Layer 2: the world: hosts, modules, wires
        layer("Inventory", ["Values", "Controller", "Vault"]),
        layer("Modules", ["Values", "ModuleKit"]),
        layer("PythonModules", ["Values", "Controller", "ModuleKit"]),
        layer("Connection", ["Values", "Controller", "ModuleKit", "Transport"]),

        // Layer 3 and up: plays, runs, reports, commands
        layer("Playbook", ["Values", "Controller", "Jinja", "ModuleKit"]),
        layer(
            "Runner",
            ["Values", "Controller", "Vault", "Jinja", "ModuleKit", "Inventory", "Transport", "Connection", "Playbook"]),
        layer("Report", ["Values", "ModuleKit", "Runner"]),
        .executableTarget(
            name: "swiftplay",
            dependencies: [
                "Values", "Controller", "Vault", "Jinja", "ModuleKit", "Inventory", "Modules", "PythonModules",
                "Transport", "Connection", "Playbook", "Runner", "Report", argumentParser,
            ],
            swiftSettings: strict),

        // The deployed service: knows nothing of the engine
        layer("ModelService", web + ["CZlib", "CSQLite"]),
        .executableTarget(name: "model-service", dependencies: ["ModelService"], swiftSettings: strict),

        // Measures templates; see Benchmarks/templates/run
        .executableTarget(
            name: "template-benchmark", dependencies: ["Values", "Jinja"], path: "Benchmarks/templates/Driver",
            swiftSettings: strict),

        // Measures the engine without hosts; see scripts/bench micro and scripts/bench scale
        .executableTarget(
            name: "swiftplay-benchmarks",
            dependencies: [
                "Values", "Jinja", "ModuleKit", "Inventory", "Modules", "Transport", "Connection", "Playbook", "Runner",
                "Report",
                "ModuleTesting", argumentParser,
            ], path: "Benchmarks/Engine", exclude: ["thresholds.json"], swiftSettings: strict),

        // For tests of modules and for whoever writes one
        layer("ModuleTesting", ["Values", "ModuleKit", "Transport", "Connection"]),

        tests("ValuesTests", ["Values"], data: ["Oracle/oracle.py"]),
        tests("VaultTests", ["Values", "Controller", "Vault"]),
        tests("JinjaTests", ["Values", "Vault", "Jinja"], data: ["Differential"]),
        tests("ModuleKitTests", ["Values", "ModuleKit", "Transport", "Connection", "ModuleTesting"]),
        tests("InventoryTests", ["Values", "Controller", "Vault", "Inventory"]),
        tests(
            "ModulesTests",
            ["Values", "Controller", "ModuleKit", "Transport", "Connection", "Modules", "ModuleTesting"]),
        tests("PythonModulesTests", ["Values", "Controller", "ModuleKit", "PythonModules", "swiftplay"]),
        tests("ModuleTestingTests", ["Values", "ModuleKit", "Transport", "Connection", "Modules", "ModuleTesting"]),
        tests("ConnectionTests", ["Values", "ModuleKit", "Transport", "Connection", "ModuleTesting"]),
        tests("PlaybookTests", ["Values", "Controller", "Jinja", "ModuleKit", "Inventory", "Playbook"]),
        tests(
            "RunnerTests",
            [
                "Values", "Jinja", "ModuleKit", "Inventory", "Modules", "Transport", "Connection", "Playbook", "Runner",
                "Report",
                "ModuleTesting",
            ], data: ["Parity"]),
        tests("ReportTests", ["Values", "ModuleKit", "Runner", "Report"]),
        tests(
            "ModelServiceTests",
            web + ["ModelService", "model-service", .product(name: "NIOEmbedded", package: "swift-nio")],
            data: ["Fixtures", "Oracle"]),
        tests("AcceptanceTests", ["Values", "swiftplay"]),
        tests(
            "ParityTests", ["Values", "ModuleTesting", "swiftplay"],
            data: ["files", "playbook.yml", "tasks", "templates"]),
    ]
)

/// What the readers of others' bytes are in.
let readers: [Target.Dependency] = [
    "Values", "Vault", "Jinja", "ModuleKit", "Inventory", "Modules", "Transport", "Connection", "ModelService",
]

// For scripts/fuzz alone: without libFuzzer the program has no main function.
if Context.environment["SWIFTPLAY_LIBFUZZER"] != nil {
    package.products.append(.executable(name: "fuzz", targets: ["fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: readers, path: "Tests/FuzzTests",
            exclude: ["ReaderTests.swift", "SeedFiles.swift"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
} else {
    package.targets.append(tests("FuzzTests", readers + ["ModuleTesting"], data: ["Fuzz.swift"]))
}

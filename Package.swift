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
func layer(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    let subject = name.hasSuffix("Tests") ? [Target.Dependency(stringLiteral: String(name.dropLast(5)))] : []
    return .testTarget(
        name: name, dependencies: subject + dependencies, resources: resources, swiftSettings: strict)
}

let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

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
    ],
    targets: [
        // Debian's C libraries
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibssh2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // Layer 0: data, places, diagnostics
        layer("Values", ["CYAML", "CLibcrypto", collections]),

        // Layer 1: one capability each, knowing only data
        layer("Vault", ["Values", "CLibcrypto"]),
        layer("Jinja", ["Values", "CLibcrypto", collections]),
        layer("ModuleKit", ["Values"]),

        // Layer 2: the world: hosts, modules, wires
        layer("Inventory", ["Values", "Jinja", "Vault"]),
        layer("Modules", ["Values", "ModuleKit"]),
        layer("Connection", ["Values", "ModuleKit", "CLibssh2", "CLibcrypto"]),

        // Layer 3 and up: plays, runs, reports, commands
        layer("Playbook", ["Values", "Vault", "Jinja", "ModuleKit", "Inventory"]),
        layer("Runner", ["Values", "Vault", "Jinja", "ModuleKit", "Inventory", "Connection", "Playbook"]),
        layer("Report", ["Values", "ModuleKit", "Runner"]),
        .executableTarget(
            name: "swiftplay",
            dependencies: [
                "Values", "Vault", "Jinja", "ModuleKit", "Inventory", "Modules", "Connection", "Playbook", "Runner",
                "Report", argumentParser,
            ],
            swiftSettings: strict),

        // The deployed service: knows nothing of the engine
        layer("ModelService", [.product(name: "Hummingbird", package: "hummingbird")]),
        .executableTarget(name: "model-service", dependencies: ["ModelService"], swiftSettings: strict),

        // For tests of modules and for whoever writes one
        layer("ModuleTesting", ["Values", "ModuleKit", "Connection"]),
    ]
)

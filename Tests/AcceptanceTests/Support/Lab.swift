import Foundation
import Testing

/// The hosts of `scripts/lab`, made for a suite and taken down after it.
enum Lab {
    enum Kind: String, Sendable {
        case plain = "--no-python"
        case python = "--python"
        case sudoPassword = "--sudo-password"
        case busybox = "--busybox"
    }

    /// Fresh hosts of the given names.
    static func start(_ hosts: [(name: String, kind: Kind)]) async throws {
        let known = try await lab("status").split(separator: "\n").compactMap { $0.split(separator: " ").first }
        let old = hosts.map(\.name).filter { known.contains($0[...]) }
        if !old.isEmpty { try await lab(["down"] + old) }
        try await lab(["up"] + hosts.flatMap { [$0.kind.rawValue, $0.name] })
    }

    static func stop(_ names: [String]) async throws { try await lab(["down"] + names) }

    /// What a host sees below `/`, as a folder of this machine.
    static func root(of name: String) async throws -> String { try await lab("path", name).trimmed }

    /// A command as the host's own root, in the host.
    @discardableResult
    static func ssh(_ name: String, _ command: String) async throws -> String {
        try await lab(["ssh", name, "sudo sh -c \(command.quoted)"])
    }

    /// The same on a host where sudo asks for a password.
    static func sshWithPassword(_ name: String, _ command: String) async throws -> String {
        try await lab(["ssh", name, "echo lab | sudo -S -p '' sh -c \(command.quoted)"])
    }

    /// How a host is reached: the variables of its line in the lab's inventory.
    static func variables(of name: String) throws -> [(name: String, value: String)] {
        let path = try #require(Checkout.environment["LAB_STATE"]) + "/inventory.ini"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "the lab has no host \(name)")
        let shared = lines.filter { $0.hasPrefix("ansible_") }
        return (line.split(separator: " ").dropFirst() + shared).compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), parts[1].trimmingCharacters(in: ["'"])) : nil
        }
    }

    static func address(of name: String) throws -> String {
        try #require(try variables(of: name).first { $0.name == "ansible_host" }?.value)
    }

    @discardableResult
    private static func lab(_ arguments: String...) async throws -> String { try await lab(arguments) }

    @discardableResult
    private static func lab(_ arguments: [String]) async throws -> String {
        let finished = try await Program(Checkout.path + "/scripts/lab", arguments).finish()
        try #require(finished.code == 0, "scripts/lab \(arguments.joined(separator: " ")): \(finished.all)")
        return finished.output
    }
}

/// Hosts that live as long as the suite they are made for.
struct LabHosts: SuiteTrait, TestScoping {
    let hosts: [(name: String, kind: Lab.Kind)]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await Lab.start(hosts)
        do {
            try await body()
        } catch {
            try await Lab.stop(hosts.map(\.name))
            throw error
        }
        try await Lab.stop(hosts.map(\.name))
    }
}

extension Trait where Self == LabHosts {
    static func hosts(_ hosts: (String, Lab.Kind)...) -> Self { LabHosts(hosts: hosts.map { ($0.0, $0.1) }) }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }

    /// The text as one word of a shell.
    var quoted: String { "'" + replacingOccurrences(of: "'", with: "'\\''") + "'" }
}

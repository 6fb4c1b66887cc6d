import Foundation
import Testing

/// A playbook under either program, on a host that both know as `server`.
enum Runs {
    static func ours(_ playbook: String, on host: String, _ extra: [String: Bool], options: [String] = []) async throws
        -> Finished
    {
        try await run(host, extra) { arguments in
            try await Swiftplay.start(["run", playbook] + options + arguments).finish(within: 300)
        }
    }

    static func theirs(_ playbook: String, on host: String, _ extra: [String: Bool]) async throws -> Finished {
        let program = try #require(Checkout.ansible)
        let settings = [
            "ANSIBLE_CONFIG": Checkout.path + "/ansible.cfg", "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8",
            // One connection a task in place of three; what the modules do is the same.
            "ANSIBLE_PIPELINING": "1",
            // Said by Ansible alone, and not about the host.
            "ANSIBLE_DEPRECATION_WARNINGS": "0",
        ]
        return try await run(host, extra) { arguments in
            try await Program(program, [playbook] + arguments, environment: settings).finish(within: 300)
        }
    }

    private static func run(
        _ host: String, _ extra: [String: Bool], _ body: ([String]) async throws -> Finished
    ) async throws -> Finished {
        let inventory = try TestInventory(
            ["prod": ["server": host], "dev": ["server": host]],
            variables: ["ansible_python_interpreter": "/usr/bin/python3"])
        let scratch = try Scratch.make("fetched")
        defer {
            inventory.remove()
            try? FileManager.default.removeItem(at: scratch)
        }
        let variables = extra.map { "\"\($0)\": \($1)" } + ["\"scratch\": \"\(scratch.path)\""]
        return try await body(["-i", inventory.path, "-e", "{\(variables.joined(separator: ", "))}"])
    }
}

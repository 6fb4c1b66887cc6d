import Foundation
import Testing

/// What `setup` tells of one host under both programs, key by key.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"),
    .enabled(if: Checkout.ansible != nil, "no ansible beside SWIFTPLAY_PYTHON"),
    .serialized, .hosts(("parity-facts", .python)), .timeLimit(.minutes(3)))
struct FactParityTests {
    private typealias Facts = [String: Any]

    /// What no two looks at a host agree on: the time, the load, what is free.
    private static let fleeting: Set<String> = [
        "ansible_date_time", "ansible_uptime_seconds", "ansible_loadavg", "ansible_memfree_mb", "ansible_memory_mb",
        "ansible_swapfree_mb",
    ]
    /// The environment of a log-in and its command, and not of the host.
    private static let ofLogin: Set<String> = [
        "LANG", "LC_ALL", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "SUDO_COMMAND", "TERM", "XDG_SESSION_ID", "_",
    ]
    /// Numbers of a file system in use.
    private static let changing = ["available", "used", "total"]

    private func inventory() throws -> TestInventory {
        try TestInventory(
            ["facts": ["parity-facts": "parity-facts"]], variables: ["ansible_python_interpreter": "/usr/bin/python3"])
    }

    private func ours(_ arguments: String, _ options: [String] = []) async throws -> Facts {
        let inventory = try inventory()
        defer { inventory.remove() }
        return try Self.facts(
            try await Swiftplay.start(["exec", "all", "-i", inventory.path, "-m", "setup", "-a", arguments] + options)
                .finish())
    }

    private func theirs(_ arguments: String, _ options: [String] = []) async throws -> Facts {
        let program = try #require(Checkout.ansible).replacingOccurrences(of: "ansible-playbook", with: "ansible")
        let inventory = try inventory()
        defer { inventory.remove() }
        let settings = [
            "ANSIBLE_CONFIG": Checkout.path + "/ansible.cfg", "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8",
        ]
        return try Self.facts(
            try await Program(
                program, ["all", "-i", inventory.path, "-m", "setup", "-a", arguments] + options, environment: settings
            ).finish(within: 120))
    }

    /// The document behind `host | SUCCESS =>`.
    private static func facts(_ finished: Finished) throws -> Facts {
        let start = try #require(finished.output.firstRange(of: "=> {"), "\(finished.all)")
        let text = "{" + finished.output[start.upperBound...]
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(document?["ansible_facts"] as? Facts, "\(finished.all)")
    }

    /// Root sees more of a host than others do.
    @Test(arguments: [[], ["--become"]])
    func `every fact has the same value as with Ansible`(options: [String]) async throws {
        let ours = try await ours("gather_subset=all", options)
        let theirs = try await theirs("gather_subset=all", options)
        #expect(theirs.keys.filter { ours[$0] == nil }.sorted() == [])
        for (name, value) in theirs where !Self.fleeting.contains(name) {
            let (mine, their) = (Self.lasting(ours[name], name), Self.lasting(value, name))
            #expect(mine == their, "\(name): \(mine) is not \(their)")
        }
        for name in Self.fleeting {
            let (mine, their) = (ours[name] as? [String: Any], theirs[name] as? [String: Any])
            #expect(mine?.keys.sorted() == their?.keys.sorted(), "\(name)")
        }
    }

    @Test(
        arguments: [
            "gather_subset=!all", "gather_subset=!hardware", "gather_subset=!all,!min,network",
            "gather_subset=network,!all", "gather_subset=!all,!min,hardware", "gather_subset=!all,!min,virtual",
            "gather_subset=!all,!min,devices", "gather_subset=!all,!min,interfaces", "gather_subset=!all,!min,pkg_mgr",
            "gather_subset=!all,!min,service_mgr", "gather_subset=!kernel,!env", "gather_subset=all,!mounts",
            "filter=ansible_dist*", "filter=hostname", "filter=*_mb",
        ])
    func `subsets and filters select the same facts`(arguments: String) async throws {
        let (ours, theirs) = (try await self.ours(arguments), try await self.theirs(arguments))
        let missing = theirs.keys.filter { ours[$0] == nil }.sorted()
        #expect(missing == [], "\(arguments)")
        // Topics of ours are wider than single facts, but no group brings another.
        if arguments.hasPrefix("filter") { #expect(ours.keys.sorted() == theirs.keys.sorted()) }
        for name in ["ansible_mounts", "ansible_default_ipv4", "ansible_env"] {
            #expect((ours[name] == nil) == (theirs[name] == nil), "\(name) with \(arguments)")
        }
    }

    @Test func `local facts come from the given directory`() async throws {
        try await Lab.ssh(
            "parity-facts",
            "mkdir -p /opt/facts; printf '[s]\\nA = b\\n' >/opt/facts/one.fact; echo '{\"x\": [1]}' >/opt/facts/two.fact; printf '#!/bin/sh\\necho \"{\\\"ran\\\": true}\"\\n' >/opt/facts/three.fact; chmod +x /opt/facts/three.fact"
        )
        let arguments = "filter=ansible_local fact_path=/opt/facts"
        let (ours, theirs) = (try await self.ours(arguments), try await self.theirs(arguments))
        #expect(Self.text(ours["ansible_local"]) == Self.text(theirs["ansible_local"]))
        #expect(Self.text(ours["ansible_local"]).contains("\"ran\":true"))
    }

    /// What two looks a second apart must agree on, as text.
    private static func lasting(_ value: Any?, _ name: String) -> String {
        switch name {
        case "ansible_env":
            return text((value as? [String: Any])?.filter { !ofLogin.contains($0.key) })
        case "ansible_mounts":
            let mounts = value as? [[String: Any]] ?? []
            let name = { (mount: [String: Any]) in mount["mount"] as? String ?? "" }
            // Ansible lists them as its threads are done with them.
            return text(
                mounts.sorted { name($0) < name($1) }
                    .map { $0.filter { entry in !changing.contains { entry.key.contains($0) } } })
        // Sets, which Ansible lists in no order.
        case "ansible_interfaces", "ansible_virtualization_tech_guest", "ansible_virtualization_tech_host":
            return text((value as? [String])?.sorted())
        default: return text(value)
        }
    }

    private static func text(_ value: Any?) -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        let data = value.flatMap { try? JSONSerialization.data(withJSONObject: $0, options: options) }
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
    }
}

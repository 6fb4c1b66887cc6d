package import Connection
import Glibc
package import Transport
package import Values

/// A real host of the lab, for tests: `scripts/lab up` makes it, and `SWIFTPLAY_LAB` names its inventory.
package struct LabHost: Sendable {
    package let options: ConnectionOptions
    /// For becoming root; `nil` if sudo asks for none.
    package let becomePassword: Secret?

    /// Whether there is a lab to test with.
    package static var isAvailable: Bool { inventoryPath != nil }

    private static var inventoryPath: String? {
        getenv("SWIFTPLAY_LAB").map { String(cString: $0) }.flatMap { access($0, R_OK) == 0 ? $0 : nil }
    }

    /// - Throws: when the lab has no host of this name.
    package init(_ name: String) throws {
        guard let path = Self.inventoryPath else { throw Missing(host: name) }
        let lines = try String(contentsOfFile: path).split(separator: "\n").map(String.init)
        guard let line = lines.first(where: { $0.hasPrefix(name + " ") }) else { throw Missing(host: name) }
        let shared = lines.filter { $0.hasPrefix("ansible_") }.compactMap { Self.pair(in: $0[...]) }
        let own = line.split(separator: " ").dropFirst().compactMap(Self.pair)
        let variables = Dictionary(shared + own) { _, own in own }
        var options = ConnectionOptions(name: name, address: variables["ansible_host"] ?? name)
        options.user = variables["ansible_user"]
        options.port = variables["ansible_port"].flatMap { Int($0) }
        options.privateKeyFiles = variables["ansible_ssh_private_key_file"].map { [$0] } ?? []
        options.sshArguments =
            ["-F", "none"] + (variables["ansible_ssh_common_args"] ?? "").split(separator: " ").map(String.init)
        self.options = options
        becomePassword = variables["ansible_become_password"].map { Secret($0) }
    }

    /// Root by sudo.
    package var root: Become { Become(password: becomePassword) }

    /// The host of the lab that has this name is not there.
    package struct Missing: Error {
        package let host: String
    }

    private static func pair(in text: Substring) -> (String, String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = text[text.index(after: equals)...]
        return (String(text[..<equals]), String(value.drop { $0 == "'" }.prefix { $0 != "'" }))
    }
}

extension String {
    fileprivate init(contentsOfFile path: String) throws {
        guard let file = fopen(path, "r") else { throw LabHost.Missing(host: path) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        self.init(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

import Foundation

/// An inventory of lab hosts under names of the test's choice, with the variables of `inventory/lab`.
struct TestInventory {
    let path: String

    /// - Parameters:
    ///   - groups: For each group its hosts: how the playbook calls it, and its name in the lab.
    ///   - variables: In place of the lab's; an empty one takes that of the lab away.
    init(_ groups: [String: [String: String]], variables: [String: String] = [:]) throws {
        let folder = try Scratch.make("inventory")
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "group_vars"),
            withDestinationURL: URL(filePath: Checkout.path + "/inventory/lab/group_vars"))
        var text = "all:\n  children:\n"
        for (group, hosts) in groups.sorted(by: { $0.key < $1.key }) {
            text += "    \(group):\n      hosts:\n"
            for (name, labName) in hosts.sorted(by: { $0.key < $1.key }) {
                text += "        \(name):\n"
                for variable in try Lab.variables(of: labName) where variables[variable.name] == nil {
                    text += "          \(variable.name): \(variable.value.quotedForYAML)\n"
                }
                for (name, value) in variables where !value.isEmpty {
                    text += "          \(name): \(value.quotedForYAML)\n"
                }
            }
        }
        try Data(text.utf8).write(to: folder.appending(path: "hosts.yml"))
        path = folder.path
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension String {
    fileprivate var quotedForYAML: String { "\"" + replacingOccurrences(of: "\"", with: "\\\"") + "\"" }
}

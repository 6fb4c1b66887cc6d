import ModuleKit
import Values

/// Adds a host to the inventory of this run.
///
/// Whatever is not an argument of its own becomes a variable of the host, so the arguments are taken as given.
struct AddHost: Action {
    static let doc = ModuleDoc(
        "add_host", "Add a host to the inventory during the run.",
        checkMode: .runs,
        traits: [.changesInventory, .bypassesHostLoop, .endsLookAhead, .takesRawParameters, .takesArgumentsInOne],
        examples: """
            - add_host:
                name: "{{ new_server_address }}"
                groups: [web, fresh]
                http_port: 8080
            """)

    @Argument("Host name, optionally with a colon and a port.", aliases: "host", "hostname") var name: String
    @Argument("Groups to put it in; created if they do not exist.", aliases: "group", "groupname") var groups:
        [String] = []
    @ExtraArguments("Variables of the host.") var variables: Mapping

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        var variables = variables
        let (address, port) = splitPort()
        if let port { variables["ansible_ssh_port"] = .int(port) }
        let summary: Mapping = [
            "host_name": .string(address), "groups": .list(groups.map(Value.string)), "host_vars": .map(variables),
        ]
        return ActionResult(
            fields: ["add_host": .map(summary)], changed: true,
            effects: [.addHost(name: address, groups: groups, variables: variables)])
    }

    /// A final `:PORT` is no part of the name; an IPv6 address needs brackets for that.
    private func splitPort() -> (String, Int?) {
        guard let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]) else {
            return (name, nil)
        }
        let address = name[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") { return (String(address.dropFirst().dropLast()), port) }
        return address.contains(":") ? (name, nil) : (String(address), port)
    }
}

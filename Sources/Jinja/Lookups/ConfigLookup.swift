import Values

extension Lookup {
    /// Settings by their names in ansible.cfg.
    static let config = Lookup("config") { (call) throws(Fault) in
        let missing = try call.choice("on_missing", of: ["error", "warn", "skip"]) ?? "error"
        var values: [Object] = []
        for name in try call.texts() {
            if let value = call.context.configuration(name) {
                values.append(Filter.object(value))
            } else if missing == "error" {
                throw Fault(.lookup, "an unknown setting", "There is no setting `\(name)`.")
            }
        }
        return values
    }

    /// The hosts that patterns match.
    static let inventoryHostnames = Lookup("inventory_hostnames") { (call) throws(Fault) in
        call.context.hosts(try call.texts().joined(separator: ",")).map { .string($0) }
    }
}

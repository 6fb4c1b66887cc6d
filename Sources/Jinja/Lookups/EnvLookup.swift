extension Lookup {
    /// Variables of the controller's environment; `default=` for those that are not set.
    static let env = Lookup("env") { (call) throws(Fault) in
        var values: [Object] = []
        for name in try call.texts() {
            let name = name.split(separator: " ").first.map(String.init) ?? name
            if let value = call.context.environment[name] {
                values.append(.string(value))
            } else {
                values.append(call.option("default") ?? .string(""))
            }
        }
        return values
    }
}

import Values

extension Lookup {
    /// Settings by their names in ansible.cfg, or options of a plugin; with `show_origin` each beside where it is set.
    static let config = Lookup("config") { (call) throws(Fault) in
        let missing = try call.choice("on_missing", of: ["error", "warn", "skip"]) ?? "error"
        let showsOrigin = try call.flag("show_origin", or: false)
        var values: [Object] = []
        for term in call.terms {
            let name = try settingName(term)
            if let found = try call.setting(name) {
                values.append(showsOrigin ? .list([found.value, .string(found.origin)]) : found.value)
            } else if missing == "error" {
                throw Fault(.lookup, "unknown setting", "\(MatchedPhrase.noSetting) `\(name)`.")
            }
        }
        return values
    }

    /// Names are written in one case throughout.
    private static func settingName(_ term: Object) throws(Fault) -> String {
        guard let name = term.string else {
            throw Fault(
                .lookup, "invalid setting name", "\(MatchedPhrase.invalidSetting) identifier: \(term.kindInWords).")
        }
        guard name == name.uppercased() || name == name.lowercased() else {
            throw Fault(.lookup, "invalid setting name", "\(MatchedPhrase.invalidSetting) `\(name)`.")
        }
        return name
    }

    /// The hosts that patterns match.
    static let inventoryHostnames = Lookup("inventory_hostnames") { (call) throws(Fault) in
        call.context.hosts(try call.texts().joined(separator: ",")).map { .string($0) }
    }
}

extension LookupCall {
    fileprivate func setting(_ name: String) throws(Fault) -> (value: Object, origin: String)? {
        guard let plugin = try text("plugin_name") else { return ofRun(name) }
        let type = try text("plugin_type") ?? ""
        guard let option = PluginOption.named(name, ofType: type, plugin: plugin) else { return nil }
        for variable in option.variables.reversed() {
            if let value = try evaluation.root.variable(Symbol(variable)) { return (value, "var: \(variable)") }
        }
        let written = option.settings.lazy.compactMap(ofRun).first { $0.origin != FoundSetting.fallback }
        return written ?? (Filter.object(option.fallback), FoundSetting.fallback)
    }

    private func ofRun(_ name: String) -> (value: Object, origin: String)? {
        evaluation.controller.configuration(name).map { (Filter.object($0.value), $0.origin) }
    }
}

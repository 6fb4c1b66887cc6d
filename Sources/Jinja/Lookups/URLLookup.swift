import Values

extension Lookup {
    /// What is found at URLs, as lines unless `split_lines` says otherwise.
    static let url = Lookup("url", hasEffects: true) { (call) throws(Fault) in
        guard let fetch = call.context.fetch else {
            throw Fault(.lookup, "a lookup that is not available", "`url` is not supported here.")
        }
        let splits = try call.flag("split_lines", or: true)
        var options = Mapping()
        for (name, value) in call.options { options[name] = try call.evaluation.plain(value) }
        var results: [Object] = []
        for address in try call.texts() {
            let text = try contents(of: address) { (address) throws(Diagnostic) in try fetch(address, options) }
            results += splits ? Python.lines(text).map { .string($0) } : [.string(text)]
        }
        return results
    }

    private static func contents(
        of address: String, _ fetch: (String) throws(Diagnostic) -> String
    ) throws(Fault) -> String {
        do {
            return try fetch(address)
        } catch {
            throw Fault(.lookup, error.summary, error.detail ?? error.summary, help: error.help)
        }
    }
}

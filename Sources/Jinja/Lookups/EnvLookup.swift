import Values

extension Lookup {
    /// Variables of the controller's environment; `default=` for those that are not set.
    static let env = Lookup("env") { (call) throws(Fault) in
        var values: [Object] = []
        for name in try call.texts() {
            guard let name = Python.splitOnBlanks(name, limit: 1, fromRight: false).first else {
                throw Fault(.lookup, "missing variable name", "`env` needs the name of a variable.")
            }
            let fallback = call.option("default").flatMap { $0.isNone ? nil : $0 }
            values.append(call.evaluation.controller.environment[name].map { .string($0) } ?? fallback ?? .string(""))
        }
        return values
    }
}

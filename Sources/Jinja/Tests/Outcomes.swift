import Values

/// What the result of a task says of it.
enum Outcome {
    /// The truth of one of the result's keys; a key that is missing is false.
    static func flag(_ key: String, of result: Object) throws(Fault) -> Bool {
        try Python.isTrue(try value(key, of: result))
    }

    static func value(_ key: String, of result: Object) throws(Fault) -> Object {
        if case .undefined(let undefined) = result { throw undefined.fault }
        guard case .dict(let dict) = result else {
            throw Fault.failed(
                "value is not a task result",
                "`\(key)` tests the result of a task, not \(result.kindInWords).",
                help: "use the variable that `register` sets")
        }
        if let value = try dict[key] { return value }
        guard !dict.isPartlyKnown else {
            throw Undefined.notKnownYet("Check mode cannot tell whether the task is \(key), because it was not run.")
        }
        return .bool(false)
    }

    /// A loop's result changed if one of its turns did.
    static func isChanged(_ result: Object) throws(Fault) -> Bool {
        if let changed = try result.dict?["changed"] { return try Python.isTrue(changed) }
        _ = try flag("changed", of: result)
        guard case .list(let results) = try result.dict?["results"] else { return false }
        for result in try results.all() {
            if let changed = try result.dict?["changed"], try Python.isTrue(changed) { return true }
        }
        return false
    }
}

extension Test {
    /// What became of a task.
    static var outcomes: [Test] {
        [
            Test("changed") { (input, _, _) throws(Fault) in try Outcome.isChanged(input) },
            Test("failed") { (input, _, _) throws(Fault) in try Outcome.flag("failed", of: input) },
            Test("succeeded") { (input, _, _) throws(Fault) in try !Outcome.flag("failed", of: input) },
            Test("skipped") { (input, _, _) throws(Fault) in try Outcome.flag("skipped", of: input) },
            Test("unreachable") { (input, _, _) throws(Fault) in try Outcome.flag("unreachable", of: input) },
            Test("reachable") { (input, _, _) throws(Fault) in try !Outcome.flag("unreachable", of: input) },
            Test("started") { (input, _, _) throws(Fault) in try isOne("started", input) },
            Test("finished") { (input, _, _) throws(Fault) in try isOne("finished", input) },
            Test("timedout") { (input, _, _) throws(Fault) in
                guard case .dict(let timedout) = try Outcome.value("timedout", of: input) else { return false }
                return try timedout["period"].map { (period) throws(Fault) in try Python.isTrue(period) } ?? false
            },
        ]
    }

    /// A task that is not asynchronous has started and finished.
    private static func isOne(_ key: String, _ input: Object) throws(Fault) -> Bool {
        _ = try Outcome.value(key, of: input)
        guard let value = try input.dict?[key] else { return true }
        return value.number == 1
    }
}

import ModuleKit
import Runner
import Values

/// Which return keys of a result a report shows.
struct ResultFields {
    private let report: TaskReport
    private let verbosity: Int

    init(_ report: TaskReport, verbosity: Int) {
        self.report = report
        self.verbosity = verbosity
    }

    /// Of what shows a message only that.
    var shown: Mapping {
        guard report.header.traits.contains(.showsMessageOnly), !report.isHidden else { return all }
        if report.result.outcome != .skipped, let message = all["msg"] { return ["msg": message] }
        return all.without(["changed", "skip_reason"])
    }

    /// All but what is for programs.
    var all: Mapping {
        if report.isHidden { return report.result.censored }
        var fields = report.result.returned
        // The message of a failure carries its hint where people look for it.
        if let hint = fields["hint"]?.text, let message = report.result.message {
            fields["msg"] = .string("\(message) — \(hint)")
        }
        let quiet = verbosity < 3 ? ["diff", "hint", "invocation"] : []
        return fields.without(["failed", "skipped", "warnings"] + quiet)
    }
}

extension Mapping {
    fileprivate func without(_ names: [String]) -> Mapping {
        var rest = self
        for name in names { rest.removeValue(forKey: .string(name)) }
        return rest
    }
}

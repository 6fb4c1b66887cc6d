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

    var shown: Mapping {
        var fields = report.result.fields
        // The message of a failure carries its hint where people look for it.
        if let hint = fields["hint"]?.text, let message = report.result.message {
            fields["msg"] = .string("\(message) — \(hint)")
        }
        if isDebug, report.result.outcome != .skipped, let message = fields["msg"] { return ["msg": message] }
        for name in hiddenNames { fields.removeValue(forKey: .string(name)) }
        return fields
    }

    private var isDebug: Bool { Self.isOfDebug(report) }

    static func isOfDebug(_ report: TaskReport) -> Bool {
        ["debug", "ansible.builtin.debug"].contains(report.header.module)
    }

    private var hiddenNames: [String] {
        let always = ["failed", "skipped"] + (isDebug ? ["changed", "skip_reason"] : [])
        return verbosity < 3 ? always + ["diff", "hint", "invocation"] : always
    }
}

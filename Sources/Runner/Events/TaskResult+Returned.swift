import ModuleKit
package import Values

// A result as Ansible's mapping of return values.
extension TaskResult {
    /// What a report, an event or a callback shows.
    package var returned: Mapping {
        var returned = ansibleKeys
        returned.merge(fields)
        returned.addLines()
        return returned
    }

    /// What `register` keeps: of a task that was left out not whether it changes something or fails.
    package var registered: Mapping {
        var known = returned
        guard isLeftOut, outcome != .changed else { return known }
        known[.changed] = nil
        known[.failed] = nil
        return known.partlyKnown
    }

    /// What may be told of a result that is hidden.
    package var censored: Mapping {
        [
            "censored": .string("\(MatchedPhrase.outputHidden): the task says no_log"),
            "changed": .bool(changed ?? false),
        ]
    }

    /// What every task tells in the same words.
    private var ansibleKeys: Mapping {
        var keys = Mapping()
        keys[.changed] = changed.map(Value.bool)
        keys[.failed] = failed.map(Value.bool)
        keys[.skipped] = kind == .loop || outcome == .skipped ? .bool(outcome == .skipped) : nil
        if isUnreachable { keys[.unreachable] = true }
        keys[.facts] = facts.map(Value.map)
        if !warnings.isEmpty { keys[.warnings] = .list(warnings.map(Value.string)) }
        if let diffStyle, diffStyle != .told { keys[.diff] = .diffs(diffs, as: diffStyle) ?? fields.sameFile }
        return keys
    }

    /// Whether it is told that it failed; `nil` if nothing is told of that.
    var failed: Bool? {
        switch kind {
        case .execution: isUnreachable ? nil : outcome == .failed || isExhausted
        case .skip: nil
        case .loop: isFailure || isExhausted ? true : nil
        }
    }

    private var isUnreachable: Bool { kind == .execution && (outcome == .unreachable || outcome == .unknown) }
}

extension Mapping {
    /// What `file` tells as `diff` of a file that stays as it is.
    fileprivate var sameFile: Value? {
        guard self["state"] != "absent", let path = self["path"] ?? self["dest"] else { return nil }
        return ["before": ["path": path], "after": ["path": path]]
    }

    /// `stdout_lines` and `stderr_lines`, as Ansible adds them to every result that has the texts.
    fileprivate mutating func addLines() {
        for name in ["stdout", "stderr"] {
            guard let text = self[name]?.text, self[name + "_lines"] == nil else { continue }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Value.string(String($0)) }
            if text.isEmpty || text.hasSuffix("\n") { lines.removeLast() }
            self[name + "_lines"] = .list(lines)
        }
    }
}

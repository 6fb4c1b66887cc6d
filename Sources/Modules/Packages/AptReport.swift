import ModuleKit
import Values

/// Tells what came of an `apt` task, in Ansible's return keys.
struct AptReport {
    let apt: Apt
    let applied: Applied<AptHost>

    func result() throws(ModuleFailure) -> ModuleResult {
        var result = outputs
        result["cache_updated"] = .bool(apt.isStale(applied.before))
        result["cache_update_time"] = .int(applied.after?.cacheTime ?? applied.before.cacheTime)
        if let words = mainOutput, !apt.name.isEmpty || apt.upgrade != .no || apt.deb != nil {
            result.changed = AptOutput(words.standardOutput.text).acts
        }
        if apt.upgrade != .no, let words = mainOutput { result["msg"] = .string(words.standardOutput.text) }
        return result
    }

    /// Of the call that changed packages; an update of the lists is not told.
    private var mainOutput: CommandOutput? {
        guard let step = applied.changes.last?.steps.last, case .run = step, !isUpdate(applied.changes.last) else {
            return nil
        }
        return applied.outputs.last
    }

    private var outputs: ModuleResult { mainOutput?.result ?? [:] }

    private func isUpdate(_ change: Change?) -> Bool { change?.summary == "update the package lists" }

    static func failure(of command: Command, _ output: CommandOutput) -> ModuleFailure {
        guard case .arguments(let words) = command.form else { return ModuleFailure(output.complaint, output: output) }
        if words.last == "update" {
            return ModuleFailure("\(MatchedPhrase.noCacheUpdate): \(output.complaint)", output: output)
        }
        let call = words.drop { $0 != "apt-get" }.joined(separator: " ")
        return ModuleFailure("'\(call)' failed: \(output.complaint)", output: output)
    }
}

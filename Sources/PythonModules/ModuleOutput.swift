import ModuleKit
import Values

/// What a module of others has printed: one mapping of JSON, before and behind which other lines may stand.
struct ModuleOutput {
    private let output: CommandOutput
    private let told: Mapping?
    private let isAmongOthers: Bool

    init(_ output: CommandOutput) {
        self.output = output
        let text = output.standardOutput.text
        let part = Self.json(in: text)
        told = part.flatMap { try? JSONReader.value(of: String($0)).map }
        isAmongOthers = told != nil && part.map { $0.count != text.trimmed.count } ?? false
    }

    /// The result, in the words of our own modules.
    ///
    /// - Throws: where the module says that it has failed, or says nothing.
    func result() throws(ModuleFailure) -> ModuleResult {
        if output.timedOut { throw ModuleFailure("the module did not finish in time", result: silence) }
        guard let told else { throw noResult }
        var result = Self.result(told)
        if isAmongOthers { result.warnings.append("the module printed other text beside its result") }
        guard hasFailed(told) else {
            if told.isTrue("skipped") { result.skipReason = told["msg"]?.text ?? "skipped" }
            return result
        }
        throw ModuleFailure(told["msg"]?.text ?? "the module has failed and does not say why", result: result)
    }

    /// As Ansible, for modules that tell only the exit code of what they ran.
    private func hasFailed(_ told: Mapping) -> Bool {
        if told["failed"] != nil { return told.isTrue("failed") }
        guard let code = told["rc"] else { return false }
        return code.wholeNumber ?? code.text.flatMap(Int.init) ?? 0 != 0
    }

    private static func result(_ told: Mapping) -> ModuleResult {
        let common = Set(ResultKey.allCases.map(\.rawValue)).subtracting([ResultKey.diff.rawValue])
        var result = ModuleResult(
            Mapping(
                told.lazy.filter { entry in
                    entry.key.text.map { !common.contains($0) && !$0.hasPrefix("_ansible_") } ?? true
                }.map { ($0.key, $0.value) }))
        result.changed = told.isTrue("changed")
        result.facts = told[.facts]?.map
        result.warnings = told[.warnings].map { ($0.list ?? [$0]).map(\.pythonText) } ?? []
        result.diffs = told[.diff].map { ($0.list ?? [$0]).compactMap(Diff.init) }
        return result
    }

    private var silence: ModuleResult {
        output.truncation.merging([
            "rc": .int(output.exitCode), "module_stdout": .string(output.standardOutput.text),
            "module_stderr": .string(output.standardError.text),
        ])
    }

    private var noResult: ModuleFailure {
        let words = output.complaint.split(separator: "\n").last.map(String.init) ?? ""
        return ModuleFailure("the module told no result: \(words)", result: silence)
    }

    /// From the first line that begins a mapping to the last that ends one.
    private static func json(in text: String) -> Substring? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { $0.drop { $0 == " " }.hasPrefix("{") }),
            let last = lines.lastIndex(where: { $0.trimmed.hasSuffix("}") }), first <= last,
            let start = lines[first].firstIndex(of: "{"), let end = lines[last].lastIndex(of: "}"), start <= end
        else { return nil }
        return text[start...end]
    }
}

extension Mapping {
    /// As Python would take it in a condition.
    fileprivate func isTrue(_ name: String) -> Bool {
        switch self[name] {
        case nil, .null, .bool(false), .int(0), .string(""): false
        default: true
        }
    }
}

extension Diff {
    /// What a module of others shows: texts or mappings before and after, or a text that is ready.
    fileprivate init?(_ told: Value) {
        guard let told = told.map else { return nil }
        if let text = told["prepared"]?.text {
            self = .prepared(text)
            return
        }
        guard told["before"] != nil || told["after"] != nil else { return nil }
        self = .contents(
            before: Self.side(told["before"]), after: Self.side(told["after"]),
            beforeHeader: told["before_header"]?.text ?? "", afterHeader: told["after_header"]?.text ?? "")
    }

    private static func side(_ value: Value?) -> [UInt8]? {
        guard let value, !value.isNull else { return nil }
        return Array((value.text ?? JSONWriter.nice.write(value) + "\n").hostBytes)
    }
}

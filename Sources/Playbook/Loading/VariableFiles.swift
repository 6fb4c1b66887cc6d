import Controller
package import Jinja
import ModuleKit
package import Values

/// `vars_files` and `vars_prompt` of a play.
extension PlaybookReading {
    /// Reads the files whose names are plain, so that mistakes in them are found, and imports may use them.
    mutating func readLiteralFiles(_ files: [KeywordValue]) {
        for choice in files {
            let names = choice.items.compactMap { $0.value.isDynamic ? nil : $0 }
            guard names.count == choice.items.count else {
                mayDefineAnything = true
                continue
            }
            guard let path = names.compactMap({ path(ofVariables: $0) }).first else {
                if let name = names.first {
                    latentMistakes.append(
                        LatentMistake(problem: missingVariables(name), tasks: [], isCertain: true))
                }
                continue
            }
            play.fileVariables.merge(variables(ofFile: path))
        }
    }

    private func path(ofVariables name: KeywordValue) -> String? {
        guard let text = name.value.text else { return nil }
        return variableSearch.candidates(text, .vars).first(where: ControllerPath.exists)
    }

    private var variableSearch: ResourceSearch { ResourceSearch(directories: [], playDirectory: play.directory) }

    private func missingVariables(_ name: KeywordValue) -> Diagnostic {
        let paths = variableSearch.candidates(name.value.text ?? "", .vars).map(loader.store.shown)
        return Diagnostic(
            "file", "file not found", detail: "The variables file `\(name.value.text ?? "")` does not exist.",
            at: name.span, notes: paths.map { Diagnostic.Note("searched: \($0)") })
    }

    mutating func prompts(_ written: KeywordValue?) -> [VariablePrompt] {
        let node = written?.node
        let nodes = node?.entries == nil ? list(node, of: "prompts") : [node].compactMap(\.self)
        return nodes.compactMap { node in
            guard let name = node["name"]?.text else {
                problems.add(
                    Diagnostic("keyword", "prompt without a name", detail: "A prompt must have `name`.", at: node.span))
                return nil
            }
            checkPrompt(node)
            let setting = { (key: String) in node.entry(key).map { KeywordValue($0.value, nameSpan: $0.key.span) } }
            return VariablePrompt(
                name: name, prompt: setting("prompt"), isPrivate: node["private"]?.value.boolean ?? true,
                confirms: node["confirm"]?.value.boolean ?? false, defaultValue: setting("default"),
                encryption: node["encrypt"]?.text, saltSize: node["salt_size"]?.value.wholeNumber,
                salt: node["salt"]?.text, at: node.span)
        }
    }

    private mutating func checkPrompt(_ node: Node) {
        let known = ["name", "prompt", "default", "private", "confirm", "encrypt", "salt_size", "salt", "unsafe"]
        for entry in node.entries ?? [] where !known.contains(entry.key.text ?? "") {
            problems.add(
                Diagnostic(
                    "keyword", "unknown keyword", detail: "A prompt has no keyword `\(entry.key.text ?? "")`.",
                    at: entry.key.span,
                    help: Suggestion.question(for: entry.key.text ?? "", among: known)))
        }
    }
}

extension PlaybookLoader {
    /// What the `vars_files` of a play hold for one host, the weakest first.
    ///
    /// An entry that is a list gives its first file that exists. An entry whose name needs a variable that is not
    /// known (a fact before facts were gathered) is passed over, as Ansible does.
    /// - Parameter templar: Sees the host's variables.
    package func variableFiles(of play: Play, templar: Templar) throws(Diagnostics) -> [VariableLayer] {
        let search = ResourceSearch(directories: [], playDirectory: play.directory)
        var layers: [VariableLayer] = []
        for choice in play.variableFiles {
            guard let names = try names(of: choice, templar) else { continue }
            let found = names.flatMap { search.candidates($0, .vars) }.first(where: ControllerPath.exists)
            guard let path = found else { continue }
            layers.append(VariableLayer(.variableFiles, store.shown(path), try variables(ofFile: path)))
        }
        return layers
    }

    /// The variables of a file; for `include_vars` and `--extra-vars @file`.
    ///
    /// - Parameter path: Absolute.
    package func variables(ofFile path: String) throws(Diagnostics) -> Mapping {
        var reading = PlaybookReading(self)
        let variables = reading.variables(ofFile: path)
        try reading.problems.throwIfErrors()
        return variables
    }

    private func names(of choice: KeywordValue, _ templar: Templar) throws(Diagnostics) -> [String]? {
        do {
            return try templar.resolve(choice.value)?.texts
        } catch  where error.kind == .undefined {
            return nil
        } catch {
            throw Diagnostics(error.diagnostic)
        }
    }
}

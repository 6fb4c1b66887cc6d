import Jinja
import ModuleKit
import Values

/// Brings in variables from files of the controller.
struct IncludeVars: Action {
    static let doc = ModuleDoc(
        "include_vars", "Load variables from files on the controller.",
        checkMode: .runs, traits: [.includesVariables], searches: .vars, freeForm: "_raw_params",
        examples: """
            - include_vars: "{{ ansible_facts.distribution }}.yml"
            - include_vars:
                dir: vars
                extensions: [yml]
                name: settings
            """)

    @Argument("A variables file.", aliases: "_raw_params", "free_form") var file: VariablesFile?
    @Argument("A directory of variables files.") var dir: String?
    @Argument("Put the variables into a mapping of this name.") var name: String?
    @Argument("How many levels to descend below the directory; 0 for no limit.") var depth: Int = 0
    @Argument("Use only files whose names match this regular expression.") var filesMatching: String?
    @Argument("Skip files with these names.") var ignoreFiles: [String] = []
    @Argument("Use only files with these extensions.") var extensions: [String] = ["json", "yaml", "yml"]
    @Argument("Skip files with other extensions instead of failing.") var ignoreUnknownExtensions: Bool = false
    @Argument("How mappings are combined: replace or merge.") var hashBehaviour: HashBehaviour?

    enum HashBehaviour: String, ArgumentChoice { case replace, merge }

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let found: [(variables: Mapping, path: String)]
        do {
            found = try read(context)
        } catch {
            // Ansible's module tells why it fails under a name of its own.
            var failure = error
            failure.result.merge(["message": .string(error.message), "ansible_included_var_files": []])
            failure.result.facts = [:]
            throw failure
        }
        var variables = found.reduce(into: Mapping()) { $0.merge($1.variables) }
        if let name { variables = Mapping([(name, .map(variables))]) }
        if hashBehaviour == .merge { variables = try merged(variables, context.templar) }
        let paths = found.map { Value.string($0.path) }
        var result = ActionResult(
            fields: ["ansible_included_var_files": .list(paths)], effects: [.includeVariables(variables)])
        result.facts = variables
        result.isSecret = found.contains { Self.isVaulted($0.path) }
        return result
    }

    private static func isVaulted(_ path: String) -> Bool {
        (try? SourceFile.bytes(of: path, isStream: false)).map(SourceFile.isVaulted) ?? false
    }

    private func read(_ context: ActionContext) throws(ModuleFailure) -> [(variables: Mapping, path: String)] {
        if let file = file?.name {
            guard !file.isEmpty else { throw ModuleFailure("\(MatchedPhrase.noVariablesFile): its name is empty") }
            return [try context.files.variables(in: file)]
        }
        guard let dir else { throw ModuleFailure("include_vars needs `file` or `dir`") }
        let pattern = try filesMatching.map(Self.compiled)
        var strays: [String] = []
        let found = try context.files.variables(below: dir) { path, level in
            let file = path.split(separator: "/").last.map(String.init) ?? path
            guard depth == 0 || level <= depth, !ignoreFiles.contains(file) else { return false }
            if let pattern, (try? pattern.firstMatch(in: file)) == nil { return false }
            guard !extensions.contains(Self.pathExtension(of: file)) else { return true }
            strays.append(path)
            return false
        }
        guard strays.isEmpty || ignoreUnknownExtensions else {
            throw ModuleFailure(
                "\(strays[0]) \(MatchedPhrase.strangeExtension): \(extensions.joined(separator: ", "))",
                hint: "exclude it with `ignore_files`, or set `ignore_unknown_extensions`")
        }
        return found
    }

    /// What is set anew over what is there, mapping by mapping.
    private func merged(_ variables: Mapping, _ templar: Templar) throws(ModuleFailure) -> Mapping {
        var merged: Mapping = [:]
        for (name, value) in variables {
            do throws(TemplateError) {
                let present = try name.text.flatMap { name throws(TemplateError) in try templar.lookUp(name) }
                merged[name] = present?.mergedDeeply(with: value) ?? value
            } catch {
                throw ModuleFailure(error)
            }
        }
        return merged
    }

    /// What stands behind the last dot; nothing where that dot begins the name or there is none.
    private static func pathExtension(of file: String) -> String {
        guard let dot = file.drop(while: { $0 == "." }).lastIndex(of: ".") else { return "" }
        return String(file[file.index(after: dot)...])
    }

    private static func compiled(_ pattern: String) throws(ModuleFailure) -> PythonRegex {
        do {
            return try PythonRegex(pattern)
        } catch {
            throw ModuleFailure("files_matching is not a regular expression: \(error)")
        }
    }
}

import ModuleKit
import Values

/// A use of a role with its dependencies, before its tasks are read.
struct RoleLookup {
    let entry: RoleEntry
    let files: RoleFiles
    let role: Role
    let dependencies: [RoleLookup]
    let use: RoleUse

    init(entry: RoleEntry, files: RoleFiles, role: Role, dependencies: [RoleLookup]) {
        self.entry = entry
        self.files = files
        self.role = role
        self.dependencies = dependencies
        let keywords = entry.keywords.all.filter { [.when, .tags, .vars].contains($0.key) }
        use = RoleUse(
            role, parameters: entry.parameters, variables: entry.keywords.variables,
            dependencies: dependencies.map(\.use), isPublic: entry.request.isPublic,
            allowsDuplicates: entry.request.allowsDuplicates ?? role.metadata.allowsDuplicates,
            identity: RoleIdentity(
                path: files.path, parameters: entry.parameters, keywords: keywords.mapValues(\.value),
                files: files.chosen),
            at: entry.span)
    }

    /// The task that Ansible puts before a role that has an argument specification.
    func validation(
        by doc: ModuleDoc, _ spec: Mapping, entryPoint: String, id: TaskID, in site: TaskSite
    ) -> Task {
        let context: Value = [
            "type": "role", "name": .string(role.name), "argument_spec_name": .string(entryPoint),
            "path": .string(role.path),
        ]
        let arguments = [
            GivenArgument("argument_spec", spec["options"] ?? [:]),
            GivenArgument("provided_arguments", .map(use.parameters)),
            GivenArgument("validate_args_context", context),
        ]
        let about = spec["short_description"]?.text.map { " - \($0)" } ?? ""
        let name = "\(MatchedPhrase.validatingArguments) '\(entryPoint)'\(about)"
        let settings: [Keyword: KeywordValue] = [
            .name: KeywordValue(Node(.scalar(.string(name)), at: entry.span), nameSpan: entry.span),
            .tags: KeywordValue(Node(.scalar("always"), at: entry.span), nameSpan: entry.span),
        ]
        let call = ActionCall(name: doc.fullName, at: entry.span, arguments: arguments, doc: doc)
        return Task(
            id: id, action: call, keywords: Keywords(settings), loop: nil, in: site.enclosure,
            directory: site.directory, at: entry.span)
    }
}

/// Reading a role's variables and metadata.
extension PlaybookReading {
    mutating func role(_ files: RoleFiles, for entry: RoleEntry) -> Role? {
        var found = Diagnostics()
        do {
            let role = try loader.role(files) { () throws(Diagnostics) in
                var reading = PlaybookReading(loader)
                let role = reading.read(files, for: entry)
                found = reading.problems
                try reading.problems.throwIfErrors()
                return role
            }
            problems.add(found)
            return role
        } catch {
            problems.add(error)
            return nil
        }
    }

    private mutating func read(_ files: RoleFiles, for entry: RoleEntry) -> Role {
        Role(
            name: files.name, path: files.path, defaults: variables("defaults", files, entry),
            variables: variables("vars", files, entry), metadata: metadata(files))
    }

    private mutating func variables(_ kind: String, _ files: RoleFiles, _ entry: RoleEntry) -> Mapping {
        guard let paths = files.paths(kind) else {
            problems.add(.noRoleFile(entry, kind: kind, path: files.path))
            return [:]
        }
        return paths.reduce(into: [:]) { variables, path in variables.merge(self.variables(ofFile: path)) }
    }

    /// The variables a file sets; it must hold one mapping.
    mutating func variables(ofFile path: String) -> Mapping {
        let root = root(of: path)
        return variables(root, checksNames: false)
    }

    private mutating func metadata(_ files: RoleFiles) -> RoleMetadata {
        var metadata = RoleMetadata()
        let plain = RoleFiles(name: files.name, path: files.path, chosen: [:])
        if let path = plain.paths("meta")?.first, let root = root(of: path) {
            metadata.allowsDuplicates = root["allow_duplicates"]?.value.boolean ?? false
            metadata.dependencies = list(root["dependencies"], of: "roles")
            metadata.argumentSpecs = root["argument_specs"]?.value.map ?? [:]
        }
        let specs = RoleFiles(name: files.name, path: files.path, chosen: ["meta": "argument_specs"])
        if let path = specs.paths("meta")?.first, let root = root(of: path) {
            metadata.argumentSpecs = root["argument_specs"]?.value.map ?? [:]
        }
        return metadata
    }
}

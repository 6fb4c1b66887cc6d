extension ServiceCommand {
    /// What is done with versions of models, in a directory that services read with `serve --models`.
    static let modelsCommands: [ServiceCommand] = [
        .listModels, .showModel, .activateModel, .rollBackModel, .canaryModel, .shadowModel, .pruneModel,
    ]

    private static let rootOption = CommandOption("models", "DIR", "directory of models", fallback: "models")

    private static let listModels = ServiceCommand(
        name: "models list", summary: "List models and their versions: what each does, since when, its accuracy.",
        options: [rootOption]
    ) { settings in
        let repository = ModelRepository(settings.text("models"))
        try settings.check()
        for name in try repository.names() {
            let state = try repository.state(of: name)
            for version in try repository.versions(of: name) {
                let roles = state.roles.filter { $0.version == version }.map(\.role).joined(separator: ", ")
                let since = version == state.active.version ? " since \(state.active.since)" : ""
                let path = "\(repository.root)/\(name)/\(version)/\(Manifest.file)"
                let accuracy = (try? readDocument(Manifest.self, path))?.metrics.map { " accuracy \($0.accuracy)" }
                say(
                    "\(name) \(version) \(roles.isEmpty ? "idle" : roles)\(since)\(accuracy ?? "")",
                    to: stdoutDescriptor)
            }
        }
    }

    private static let showModel = ServiceCommand(
        name: "models show", summary: "Verify a version as a service would, and print its manifest.",
        operands: ["NAME", "VERSION"], options: [rootOption]
    ) { settings in
        let repository = ModelRepository(settings.text("models"))
        try settings.check()
        let deployment = try repository.load(settings.operand(0), settings.operand(1))
        if let manifest = deployment.manifest {
            say(String(decoding: try documentBytes(manifest).dropLast(), as: UTF8.self), to: stdoutDescriptor)
        }
    }

    private static let activateModel = ServiceCommand(
        name: "models activate",
        summary: "Verify a version and make it the one that answers; services follow within a second.",
        operands: ["NAME", "VERSION"], options: [rootOption]
    ) { settings in
        let (repository, name, version) = try target(&settings)
        let changed = try repository.update(name) { before throws(FileProblem) in
            guard var state = before else { return ServingState(version, at: timestamp()) }
            state.activate(version, at: timestamp())
            return state
        }
        report("\(name) \(version) is \(changed ? "now" : "already") active")
    }

    private static let rollBackModel = ServiceCommand(
        name: "models rollback", summary: "Make the version active that was before.", operands: ["NAME"],
        options: [rootOption]
    ) { settings in
        let (repository, name, _) = try target(&settings)
        var version = ""
        _ = try repository.update(name) { before throws(FileProblem) in
            var state = try existing(before, name, repository)
            guard let last = state.rollBack(at: timestamp()) else { throw .nothingBefore(name, repository.root) }
            version = last
            return state
        }
        report("\(name) \(version) is active again")
    }

    private static let canaryModel = ServiceCommand(
        name: "models canary", summary: "Let a version answer a percentage of requests that name none; 0 ends that.",
        operands: ["NAME", "VERSION"],
        options: [rootOption, CommandOption("percent", "N", "percentage of requests", fallback: "5")]
    ) { settings in
        let percent = settings.integer("percent", in: 0...100)
        let (repository, name, version) = try target(&settings)
        let changed = try repository.update(name) { before throws(FileProblem) in
            var state = try existing(before, name, repository)
            state.setCanary(version, percent: percent)
            return state
        }
        report("\(name) \(version) \(changed ? "now" : "already") answers \(percent) %")
    }

    private static let shadowModel = ServiceCommand(
        name: "models shadow",
        summary: "Let a version answer beside the active one, to compare and not to give; `none` ends that.",
        operands: ["NAME", "VERSION"], options: [rootOption]
    ) { settings in
        let (repository, name, version) = try target(&settings)
        let shadow = version == "none" ? nil : version
        let changed = try repository.update(name) { before throws(FileProblem) in
            var state = try existing(before, name, repository)
            state.setShadow(shadow)
            return state
        }
        report("\(name) \(changed ? "now" : "already") has \(shadow.map { "the shadow \($0)" } ?? "no shadow")")
    }

    private static let pruneModel = ServiceCommand(
        name: "models prune", summary: "Remove versions that are not in use, but not the newest nor the one before.",
        operands: ["NAME"],
        options: [rootOption, CommandOption("keep", "N", "number of unused versions to keep", fallback: "3")]
    ) { settings in
        let keep = settings.integer("keep", in: 0...10_000)
        let (repository, name, _) = try target(&settings)
        let removed = try repository.prune(name, keeping: keep)
        report(removed.isEmpty ? "nothing to remove" : "removed \(removed.joined(separator: " "))")
    }

    private static func target(_ settings: inout Settings) throws(UsageError) -> (ModelRepository, String, String) {
        let repository = ModelRepository(settings.text("models"))
        try settings.check()
        return (repository, settings.operand(0), settings.operand(1))
    }

    private static func existing(
        _ state: ServingState?, _ name: String, _ repository: ModelRepository
    ) throws(FileProblem) -> ServingState {
        guard let state else { throw .noModel(name, repository.root) }
        return state
    }

    private static func report(_ text: String) { say(text, to: stdoutDescriptor) }
}

extension FileProblem {
    fileprivate static func nothingBefore(_ name: String, _ root: String) -> FileProblem {
        FileProblem(
            "there is nothing to go back to", "No version of \(name) was active before the present one.", path: root,
            hint: "model-service models activate --models \(root) \(name) VERSION")
    }
}

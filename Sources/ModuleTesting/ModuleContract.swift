package import Connection
package import ModuleKit
package import Values

/// What every module owes, whoever wrote it. Each check returns what is broken, in sentences; none is well.
///
/// The same contract runs on a ``FakeHost`` and on a real host.
package struct ModuleContract: Sendable {
    package let entry: ModuleEntry
    package var resources: any ArgumentResources

    package init(_ entry: ModuleEntry, resources: any ArgumentResources = FakeController()) {
        self.entry = entry
        self.resources = resources
    }

    /// Whether the documentation says all it must.
    package func documentationBreaches() -> [String] {
        var breaches: [String] = []
        let name = entry.doc.name
        if entry.doc.summary.isEmpty { breaches.append("\(name) has no summary") }
        if entry.doc.examples.isEmpty { breaches.append("\(name) has no examples") }
        for argument in entry.arguments where argument.help.isEmpty || !argument.help.hasSuffix(".") {
            breaches.append("\(name): `\(argument.name)` has no help that is a sentence")
        }
        let names = entry.arguments.flatMap(\.allNames)
        for (index, word) in names.enumerated() where names[..<index].contains(word) {
            breaches.append("\(name): two arguments are called `\(word)`")
        }
        for refused in entry.doc.refused.keys where names.contains(refused) {
            breaches.append("\(name): `\(refused)` is both declared and refused")
        }
        if let freeForm = entry.doc.freeForm, !names.contains(freeForm) {
            breaches.append("\(name): the free form goes to `\(freeForm)`, which is no argument")
        }
        return breaches
    }

    /// Whether each example of the documentation is one the module takes.
    package func exampleBreaches() -> [String] {
        let file = SourceFile(path: "\(entry.doc.name) (examples)", text: entry.doc.examples)
        do {
            let tasks = try YAMLReader.read(file).root?.sequence ?? []
            let breaches = tasks.flatMap(breaches)
            return tasks.isEmpty ? ["\(entry.doc.name): the examples are no list of tasks"] : breaches
        } catch {
            return error.all.map { "\($0.place?.description ?? entry.doc.name): \($0.summary)" }
        }
    }

    private func breaches(of task: Node) -> [String] {
        guard let call = task.entries?.first(where: { entry.doc.allNames.contains($0.key.text ?? "") }) else {
            return ["\(task.span): the example does not use \(entry.doc.name)"]
        }
        let given = arguments(call.value) + (task["args"].map(arguments) ?? [])
        let problems = entry.table.check(given, resources: resources, at: call.key.span)
        return problems.all.map { "\($0.place?.description ?? ""): \($0.summary) \($0.detail ?? "")" }
    }

    private func arguments(_ node: Node) -> [GivenArgument] {
        if let entries = node.entries {
            return entries.map {
                GivenArgument($0.key.text ?? "", $0.value.value, namePlace: $0.key.span, valuePlace: $0.value.span)
            }
        }
        guard let freeForm = entry.doc.freeForm, let value = node.scalar, !value.isNull else { return [] }
        return [GivenArgument(freeForm, value, namePlace: node.span, valuePlace: node.span)]
    }

    /// Whether one task keeps the promises of check mode, forecast and idempotence on a host. The host is changed.
    ///
    /// - Parameter isRepeatable: False for tasks that by their nature change something each time.
    package func breaches(
        _ arguments: [(String, Value)], on host: any Connection, isRepeatable: Bool = true
    ) async throws -> [String] {
        try await trial(arguments, on: host, isRepeatable: isRepeatable).breaches
    }

    /// The same, with the turns that were taken.
    package func trial(
        _ arguments: [(String, Value)], on host: any Connection, isRepeatable: Bool = true
    ) async throws -> ContractTrial {
        let forecast = try await turn(arguments, on: host, checkMode: true)
        let again = try await turn(arguments, on: host, checkMode: true)
        var breaches = differences("check mode changed the host", forecast.before, again.before, forecast.recheck)
        if forecast.steps != again.steps { breaches.append("the same input gave other steps") }
        let real = try await turn(arguments, on: host, checkMode: false)
        breaches += failures(forecast, real)
        if forecast.changed != real.changed {
            breaches.append("check mode forecast changed=\(forecast.changed), it was \(real.changed)")
        }
        breaches += differences("the forecast was wrong", forecast.after, real.after, real.recheck, blind: real.isBlind)
        guard isRepeatable else { return ContractTrial(real: real, second: nil, breaches: breaches) }
        let second = try await turn(arguments, on: host, checkMode: false)
        if second.changed { breaches.append("the second run changed: \(second.changes.map(\.summary))") }
        return ContractTrial(real: real, second: second, breaches: breaches)
    }

    private func turn(_ arguments: [(String, Value)], on host: any Connection, checkMode: Bool) async throws
        -> ModuleTurn
    {
        try await ModuleTurn.take(entry, arguments, on: host, resources: resources, checkMode: checkMode)
    }

    private func failures(_ forecast: ModuleTurn, _ real: ModuleTurn) -> [String] {
        [("check mode", forecast), ("the run", real)].compactMap { name, turn in
            turn.failure.map { "\(name) failed: \($0.message)" }
        }
    }

    /// - Parameter blind: Whether an honest "not known" counts as right.
    private func differences(_ what: String, _ left: Answers, _ right: Answers, _ queries: [Query], blind: Bool = false)
        -> [String]
    {
        queries.filter { $0 != .command(.clock) }.compactMap { query in
            let theirs = right[query]?.withoutTimes
            let mine = left[query]?.withoutTimes.withIDs(of: theirs)
            if mine == theirs || (blind && mine == .unknown) { return nil }
            return "\(what): to \(query), \(String(describing: mine)) is not \(String(describing: theirs))"
        }
    }
}

/// One task held to the contract on a host.
package struct ContractTrial: Sendable {
    /// The first turn that took steps.
    package let real: ModuleTurn
    /// The turn after it; `nil` if the task was not asked to be repeatable.
    package let second: ModuleTurn?
    /// What is broken, in sentences.
    package let breaches: [String]
}

extension ModuleTurn {
    /// Whether some step's effect is known to the host alone.
    fileprivate var isBlind: Bool {
        steps.contains { step in
            switch step {
            case .run, .request, .download: true
            default: false
            }
        }
    }
}

extension Answer {
    /// What may differ between a forecast and the host, and says nothing about the task: times and numbers the
    /// kernel gives.
    fileprivate var withoutTimes: Answer {
        switch self {
        case .file(let file): .file(file?.withoutTimes)
        case .directory(let files): .directory(files?.map(\.withoutTimes))
        case .command(let output): .command(output.withoutTimes)
        case .service(let state): .service(state.withoutTimes)
        default: self
        }
    }

    /// A forecast may know an owner by name alone, and of an account only what the task says.
    fileprivate func withIDs(of other: Answer?) -> Answer {
        switch (self, other) {
        case (.file(let mine?), .file(let theirs?)): .file(mine.withIDs(of: theirs))
        case (.directory(let mine?), .directory(let theirs?)) where mine.count == theirs.count:
            .directory(zip(mine, theirs).map { $0.withIDs(of: $1) })
        case (.account(let mine?), .account(let theirs?)): .account(mine.withDefaults(of: theirs))
        case (.group(let mine?), .group(let theirs?)) where mine.groupID == RemoteFile.unknownID:
            .group(mine.withID(of: theirs))
        default: self
        }
    }
}

extension CommandOutput {
    fileprivate var withoutTimes: CommandOutput {
        var output = self
        (output.started, output.ended) = (0, 0)
        return output
    }
}

extension ServiceState {
    /// What a task can ask for, without the hundreds of counters and settings beside it.
    fileprivate var withoutTimes: ServiceState {
        let told = ["LoadState", "ActiveState", "UnitFileState"]
        return ServiceState(manager: manager, properties: properties.filter { told.contains($0.key) })
    }
}

extension Account {
    /// What a task does not say, the host's own settings decide.
    fileprivate func withDefaults(of other: Account) -> Account {
        var account = self
        if userID == RemoteFile.unknownID { account.userID = other.userID }
        if groupID == RemoteFile.unknownID { account.groupID = other.groupID }
        account.passwordHash = passwordHash ?? other.passwordHash
        account.passwordMinimumAge = passwordMinimumAge ?? other.passwordMinimumAge
        account.passwordMaximumAge = passwordMaximumAge ?? other.passwordMaximumAge
        account.passwordWarning = passwordWarning ?? other.passwordWarning
        account.passwordInactive = passwordInactive ?? other.passwordInactive
        return account
    }
}

extension Group {
    fileprivate func withID(of other: Group) -> Group {
        var group = self
        group.groupID = other.groupID
        return group
    }
}

extension RemoteFile {
    fileprivate func withIDs(of other: RemoteFile) -> RemoteFile {
        var file = self
        // A home directory that a forecast names by its user is known by its path to the host.
        if path.text.hasPrefix("~") { file.path = other.path }
        if userID == Self.unknownID, user == other.user { file.userID = other.userID }
        if groupID == Self.unknownID, group == other.group { file.groupID = other.groupID }
        return file
    }

    fileprivate var withoutTimes: RemoteFile {
        var file = self
        (file.modified, file.accessed, file.changed, file.inode, file.device, file.links) = (0, 0, 0, 0, 0, 1)
        if kind != .regular { file.size = 0 }
        return file
    }
}

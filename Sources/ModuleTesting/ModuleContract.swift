import Connection
package import ModuleKit
import Values

/// What every module owes, whoever wrote it. Each check returns what is broken, in sentences; none is well.
///
/// The same contract runs on a ``FakeHost`` and on a real host, by the same tasks.
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
        for value in entry.doc.returns where !value.help.hasSuffix(".") {
            breaches.append("\(name): the return value `\(value.name)` has no help that is a sentence")
        }
        let names = entry.arguments.flatMap(\.allNames)
        for (index, word) in names.enumerated() where names[..<index].contains(word) {
            breaches.append("\(name): two arguments are called `\(word)`")
        }
        for refused in entry.doc.refused.keys where names.contains(refused) {
            breaches.append("\(name): `\(refused)` is both declared and refused")
        }
        for ignored in entry.doc.ignored.keys where !entry.arguments.contains(where: { $0.name == ignored }) {
            breaches.append("\(name): `\(ignored)` is said to have no effect, but is no argument")
        }
        if let freeForm = entry.doc.freeForm, !names.contains(freeForm) {
            breaches.append("\(name): the free form goes to `\(freeForm)`, which is no argument")
        }
        return breaches + entry.table.rules.flatMap(\.names).compactMap(breach)
    }

    /// A rule names arguments as they are declared, and values that they can have.
    private func breach(of named: (argument: String, value: String?)) -> String? {
        guard let argument = entry.arguments.first(where: { $0.name == named.argument }) else {
            return "\(entry.doc.name): a rule names `\(named.argument)`, which is no argument"
        }
        let values = argument.choices ?? (argument.typeName == "boolean" ? ["true", "false"] : [])
        guard let value = named.value, !values.contains(value) else { return nil }
        return "\(entry.doc.name): a rule wants `\(named.argument): \(value)`, which it cannot be"
    }

    /// Whether each example of the documentation is one the module takes.
    package func exampleBreaches() -> [String] {
        let file = SourceFile(path: "\(entry.doc.name) (examples)", text: entry.doc.examples)
        do {
            let tasks = try YAMLReader.read(file).root?.sequence ?? []
            let breaches = tasks.flatMap(breaches)
            return tasks.isEmpty ? ["\(entry.doc.name): the examples are no list of tasks"] : breaches
        } catch {
            return error.all.map { "\($0.span?.description ?? entry.doc.name): \($0.summary)" }
        }
    }

    private func breaches(of task: Node) -> [String] {
        guard let call = task.entries?.first(where: { entry.doc.allNames.contains($0.key.text ?? "") }) else {
            return ["\(task.span): the example does not use \(entry.doc.name)"]
        }
        let given = arguments(call.value) + (task["args"].map(arguments) ?? [])
        let problems = entry.table.check(given, resources: resources, at: call.key.span)
        return problems.all.map { "\($0.span?.description ?? ""): \($0.summary) \($0.detail ?? "")" }
    }

    private func arguments(_ node: Node) -> [GivenArgument] {
        if let entries = node.entries {
            return entries.map {
                GivenArgument($0.key.text ?? "", $0.value.value, nameSpan: $0.key.span, valueSpan: $0.value.span)
            }
        }
        guard let freeForm = entry.doc.freeForm, let value = node.scalar, !value.isNull else { return [] }
        return [GivenArgument(freeForm, value, nameSpan: node.span, valueSpan: node.span)]
    }

    /// Whether a task keeps the promises of check mode, forecast and idempotence on a host, and what else is said of
    /// it. The host is changed.
    ///
    /// - Parameter watchesAll: Whether check mode is held to leave even what packages brought as it was.
    /// - Throws: that the host is lost, or has no shell for what comes before the task or proves it.
    package func trial(of task: HostTask, on host: some TaskHost, watchesAll: Bool = true) async throws
        -> ContractTrial
    {
        let given = try task.given().map { ($0.name, $0.value) }
        if let text = task.before, let complaint = try await Self.complaint(of: text, on: host) {
            throw ModuleFailure("what comes before the task failed: \(complaint)")
        }
        let touched = host.watch(whole: watchesAll)
        let forecast = try await execution(given, on: host.connection, checkMode: true)
        var breaches = touched().prefix(9).map { "check mode touched \($0)" }
        let again = try await execution(given, on: host.connection, checkMode: true)
        breaches += differences("check mode changed the host", forecast.before, again.before, forecast.recheck)
        if forecast.steps != again.steps { breaches.append("the same input gave other steps") }
        let real = try await execution(given, on: host.connection, checkMode: false)
        breaches += failures(forecast, real)
        if task.unpredictable == nil, forecast.changed != real.changed {
            breaches.append("check mode forecast changed=\(forecast.changed), it was \(real.changed)")
        }
        if let changes = task.changes, changes != real.changed { breaches.append("it says changed=\(real.changed)") }
        breaches += differences("the forecast was wrong", forecast.after, real.after, real.recheck, blind: real.isBlind)
        breaches += returnBreaches(real)
        let second = task.repeats == nil ? try await execution(given, on: host.connection, checkMode: false) : nil
        if let failure = second?.failure { breaches.append("the second run failed: \(failure.message)") }
        if let second, second.changed { breaches.append("the second run changed: \(second.changes.map(\.summary))") }
        if let proof = task.proof, let complaint = try await Self.complaint(of: proof, on: host) {
            breaches.append("not so: \(complaint)")
        }
        return ContractTrial(real: real, second: second, breaches: breaches)
    }

    /// What shell text says when it does not end with 0.
    private static func complaint(of text: String, on host: some TaskHost) async throws -> String? {
        let output = try await host.shell(text)
        guard output.exitCode != 0 else { return nil }
        return "\(text) \(output.standardOutput.text) \(output.standardError.text)"
    }

    /// Whether the keys of a result are the module's own, and those that it declares.
    private func returnBreaches(_ execution: ModuleExecution) -> [String] {
        let told = execution.failure?.result.fields ?? execution.keys
        let keys = Set(told.compactMap(\.key.text))
        let taken = ResultKey.allCases.map(\.rawValue).filter(keys.contains)
        let breaches = taken.map { "the result says `\($0)` in its own way" }
        guard execution.failure == nil else { return breaches }
        let isOpen = entry.doc.returns.contains(where: \.isOpen)
        let undeclared =
            isOpen ? [] : keys.subtracting(entry.doc.returns.map(\.name)).subtracting(taken).subtracting(["msg"])
        let returned = execution.told.facts == nil ? keys : keys.union([ResultKey.facts.rawValue])
        let missing = entry.doc.returns.filter { $0.condition == nil && !returned.contains($0.name) }.map(\.name)
        return breaches + undeclared.sorted().map { "the result has `\($0)`, which is not declared" }
            + missing.map { "the result lacks `\($0)`" }
    }

    private func execution(_ arguments: [(String, Value)], on host: any Connection, checkMode: Bool) async throws
        -> ModuleExecution
    {
        try await ModuleExecution.take(entry, arguments, on: host, resources: resources, checkMode: checkMode)
    }

    private func failures(_ forecast: ModuleExecution, _ real: ModuleExecution) -> [String] {
        [("check mode", forecast), ("the run", real)].compactMap { name, execution in
            execution.failure.map { "\(name) failed: \($0.message)" }
        }
    }

    /// - Parameter blind: Whether an honest "not known" counts as right.
    private func differences(_ what: String, _ left: Answers, _ right: Answers, _ queries: [Query], blind: Bool = false)
        -> [String]
    {
        queries.compactMap { query in
            let theirs = right[query]?.comparable
            if case .forecast(let fact)? = left[query], case .command(let output)? = right[query] {
                return fact.agrees(with: output) ? nil : "\(what): a fact of \("\(query)".prefix(120)) is another"
            }
            let mine = left[query]?.comparable.filled(from: theirs)
            if mine == theirs || (mine == .unknown && (blind || query.isProgram)) { return nil }
            return "\(what): to \("\(query)".prefix(120)), \(Self.difference(mine, theirs))"
        }
    }

    /// Only the fields that differ, where both answers are of one kind.
    private static func difference(_ left: Answer?, _ right: Answer?) -> String {
        let (mine, theirs) = (fields(left), fields(right))
        let names = Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted()
        return names.map { "\($0): \(mine[$0] ?? "none") is not \(theirs[$0] ?? "none")" }.joined(separator: "; ")
    }

    private static func fields(_ answer: Answer?) -> [String: String] {
        let subject: Any
        switch answer {
        case .file(let file?): subject = file
        case .account(let account?): subject = account
        case .group(let group?): subject = group
        case .package(let state?): subject = state
        case .service(let state): subject = state
        case .command(let output): subject = output
        default: return ["answer": String("\(String(describing: answer))".prefix(400))]
        }
        let children = Mirror(reflecting: subject).children.map { ($0.label ?? "", String("\($0.value)".prefix(200))) }
        return Dictionary(children, uniquingKeysWith: { $1 })
    }
}

/// One task held to the contract on a host.
package struct ContractTrial: Sendable {
    /// The first execution that took steps.
    package let real: ModuleExecution
    /// The execution after it; `nil` if the task was not asked to be repeatable.
    package let second: ModuleExecution?
    /// What is broken, in sentences.
    package let breaches: [String]
}

extension ModuleExecution {
    /// Whether some step's effect is known to the host alone.
    fileprivate var isBlind: Bool {
        steps.contains { step in
            switch step {
            case .run, .writeOutput, .request, .download: true
            default: false
            }
        }
    }
}

extension Query {
    /// What a program says is not forecast where its words name what has changed.
    fileprivate var isProgram: Bool { if case .command = self { true } else { false } }
}

extension Answer {
    /// Without what may differ between a forecast and the host and says nothing about the task: times, numbers the
    /// kernel gives, what a service manager counts, what programs print.
    fileprivate var comparable: Answer {
        switch self {
        case .file(let file): .file(file?.comparable)
        case .directory(let files): .directory(files?.map(\.comparable))
        case .command(let output): .command(CommandOutput(exitCode: output.exitCode))
        case .service(let state): .service(state.comparable)
        case .account(let account): .account(account?.comparable)
        case .package(let state): .package(state?.comparable)
        case .facts: .facts([:])
        default: self
        }
    }

    /// A forecast knows an owner by name or by number alone, and not the numbers and defaults that tools choose.
    fileprivate func filled(from other: Answer?) -> Answer {
        switch (self, other) {
        case (.file(let mine?), .file(let theirs?)): .file(mine.filled(from: theirs))
        case (.directory(let mine?), .directory(let theirs?)) where mine.count == theirs.count:
            .directory(zip(mine, theirs).map { $0.filled(from: $1) })
        case (.account(let mine?), .account(let theirs?)): .account(mine.filled(from: theirs))
        case (.group(let mine?), .group(let theirs?)) where mine.groupID == RemoteFile.unknownID:
            .group(Group(name: mine.name, groupID: theirs.groupID, members: mine.members, isLocal: mine.isLocal))
        default: self
        }
    }
}

extension Account {
    fileprivate func filled(from other: Account) -> Account {
        var account = self
        if userID == RemoteFile.unknownID { account.userID = other.userID }
        if groupID == RemoteFile.unknownID { account.groupID = other.groupID }
        account.primaryGroup = primaryGroup ?? other.primaryGroup
        account.passwordMinimumAge = passwordMinimumAge ?? other.passwordMinimumAge
        account.passwordMaximumAge = passwordMaximumAge ?? other.passwordMaximumAge
        account.passwordWarning = passwordWarning ?? other.passwordWarning
        return account
    }

    fileprivate var comparable: Account {
        var account = self
        account.groups.sort()
        return account
    }
}

extension PackageState {
    /// Whether a package leaves configuration behind only its removal tells.
    fileprivate var comparable: PackageState {
        var state = self
        state.hasConfigurationLeft = false
        return state
    }
}

extension ServiceState {
    /// What modules decide by.
    fileprivate var comparable: ServiceState {
        let words = [("exists", exists), ("active", isActive), ("enabled", isEnabled), ("masked", isMasked)]
        return ServiceState(manager: manager, properties: Dictionary(uniqueKeysWithValues: words.map { ($0, "\($1)") }))
    }
}

extension RemoteFile {
    fileprivate func filled(from other: RemoteFile) -> RemoteFile {
        var file = self
        if userID == Self.unknownID, user == other.user { file.userID = other.userID }
        if groupID == Self.unknownID, group == other.group { file.groupID = other.groupID }
        if user == nil, file.userID == other.userID { file.user = other.user }
        if group == nil, file.groupID == other.groupID { file.group = other.group }
        if path.isExpanded { file.path = other.path }
        return file
    }

    /// Whether a link's target is there is not forecast.
    fileprivate var comparable: RemoteFile {
        var file = self
        (file.modified, file.accessed, file.changed, file.inode, file.device, file.links) = (0, 0, 0, 0, 0, 1)
        file.identity = nil
        file.resolvedPath = nil
        if kind != .regular { file.size = 0 }
        return file
    }
}

import ModuleKit
import Values

/// What `pip` is to do, by the list of what is installed.
struct PipPlan {
    let pip: Pip
    let host: PipHost
    private let requirements: [PipRequirement]?

    init(pip: Pip, host: PipHost) throws(ModuleFailure) {
        self.pip = pip
        self.host = host
        guard let path = pip.requirements else {
            requirements = pip.packages
            return
        }
        guard path.contains("://") || host.requirements != nil else {
            throw ModuleFailure("there is no requirements file \(path) in \(pip.directory)")
        }
        requirements = host.requirements?.contents.flatMap { PipRequirement.file(String(hostBytes: $0)) }
    }

    private var environment: PipEnvironment { host.environment }

    var changes: [Change] {
        get throws(ModuleFailure) {
            guard environment.isThere else { return [try creation, run(doubt: nil)] }
            guard !environment.call.isEmpty else { throw noPip }
            switch verdict {
            case .right: return []
            case .wrong: return [run(doubt: nil)]
            case .open(let reason): return [run(doubt: reason)]
            }
        }
    }

    private var noPip: ModuleFailure {
        switch pip.target {
        case .system: ModuleFailure("the host has no pip", hint: "install it first, such as the package python3-pip")
        case .executable(let program): ModuleFailure("the host has no program \(program)", hint: "see `executable`")
        case .virtual:
            ModuleFailure(
                "the virtual environment \(environment.directory) has no pip",
                hint: "run \(environment.directory)/bin/python -m ensurepip, or remove it to have it made anew")
        }
    }
}

/// Whether anything is to be done.
extension PipPlan {
    private enum Verdict {
        case right
        case wrong
        /// Only pip can tell, with the reason.
        case open(String)
    }

    private var verdict: Verdict {
        if pip.state == .forcereinstall { return .wrong }
        guard let requirements else { return .open("only pip can tell what the requirements file asks for") }
        let verdicts = requirements.map { verdict(on: $0) }
        if verdicts.contains(where: { if case .wrong = $0 { true } else { false } }) { return .wrong }
        if let open = verdicts.first(where: { if case .open = $0 { true } else { false } }) { return open }
        guard !pip.editable, PipOptions.areHarmless(pip.extraWords) else {
            return .open("only pip can tell what `\(pip.extraWords.joined(separator: " "))` does")
        }
        return .right
    }

    private func verdict(on requirement: PipRequirement) -> Verdict {
        guard let name = requirement.name, let wanted = requirement.specifiers else {
            return .open("only pip can tell whether \(requirement.text) is installed")
        }
        guard let installed = environment.packages[name] else {
            guard environment.isComplete else { return .open("\(name) may come along with another package") }
            return pip.state == .absent ? .right : .wrong
        }
        if pip.state == .absent { return .wrong }
        guard case .known(let version) = installed, let allows = wanted.allow(version) else {
            return wanted.isEmpty && pip.state == .present && !requirement.hasExtras
                ? .right : .open("it is not known which version of \(name) will be installed")
        }
        guard allows else { return .wrong }
        if pip.state == .latest, !wanted.pins { return .open("only pip can tell whether \(name) has a newer version") }
        return requirement.hasExtras ? .open("only pip can tell whether the extras of \(name) are installed") : .right
    }
}

/// What is done.
extension PipPlan {
    private var creation: Change {
        get throws(ModuleFailure) {
            guard host.creator != nil else {
                throw ModuleFailure(
                    "the host has no \(pip.creation[0]) to create \(environment.directory) with",
                    hint: "install it, or set `virtualenv_command: python3 -m venv`")
            }
            var words = pip.creation
            if pip.virtualenvSitePackages { words.append("--system-site-packages") }
            if let python = pip.virtualenvPython { words.append("-p\(python)") }
            var command = pip.command([], in: PipEnvironment())
            let own = words + [environment.directory]
            command.form = pip.virtualenvCommand.isExpanded ? .expanded(own) : .arguments(own)
            return Change(
                "create the virtual environment \(environment.directory)",
                diff: .setting(environment.directory, before: nil, after: "virtual environment"),
                steps: [.run(command)],
                touches: pip.target.touches)
        }
    }

    private func run(doubt: String?) -> Change {
        let after = forecast
        let verb = pip.state == .absent ? "remove" : "install"
        let subjects = pip.requirements ?? pip.packages.map(\.text).joined(separator: ", ")
        var change = Change(
            "\(verb) \(subjects)", diff: diff(to: after),
            steps: [.run(pip.command(pip.call(of: environment), in: environment))], touches: pip.target.touches,
            expects: after.map { after in pip.target.fact.becoming(after) { after.agrees(with: $0) } } ?? [:])
        change.doubt = doubt
        return change
    }

    /// What will be installed; `nil` where only pip knows.
    private var forecast: PipEnvironment? {
        guard let requirements, requirements.allSatisfy({ $0.name != nil }), PipOptions.areHarmless(pip.extraWords)
        else { return nil }
        var after = environment
        if !after.isThere { (after.isThere, after.call) = (true, [after.directory + "/bin/pip3"]) }
        if pip.state != .absent || !environment.isThere { after.isComplete = false }
        for requirement in requirements {
            guard let name = requirement.name, !stays(requirement) else { continue }
            let new = requirement.specifiers?.pinned.map(PipEnvironment.Version.known) ?? .open
            after.packages[name] = pip.state == .absent ? nil : new
        }
        return after
    }

    /// Whether it is there as it is wanted.
    private func stays(_ requirement: PipRequirement) -> Bool {
        if pip.state == .present, case .right = verdict(on: requirement) { true } else { false }
    }

    private func diff(to after: PipEnvironment?) -> Diff? {
        guard let after else { return nil }
        let names = Set(environment.packages.keys).union(after.packages.keys).sorted()
            .filter { environment.packages[$0] != after.packages[$0] }
        let lines = { (environment: PipEnvironment) in
            names.compactMap { name in environment.packages[name].map { Self.line(name, $0) + "\n" } }.joined()
                .hostBytes
        }
        return .contents(before: lines(environment), after: lines(after), beforeHeader: "", afterHeader: "")
    }

    private static func line(_ name: String, _ version: PipEnvironment.Version) -> String {
        if case .known(let version) = version { "\(name)==\(version)" } else { name }
    }
}

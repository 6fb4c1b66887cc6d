import ModuleKit
import Values

/// Installs and removes Python packages.
struct Pip: Module {
    enum Goal: String, ArgumentChoice {
        case absent, forcereinstall, latest, present
    }

    static let doc = ModuleDoc(
        "pip", "Manage Python packages.",
        checkMode: .partly(
            except: "whether newer versions are available, and what packages given by URL or with extras bring"),
        returns: [
            ReturnValue("cmd", "The call of pip, as a list."), ReturnValue("name", "What was to be installed."),
            ReturnValue("requirements", "The requirements file."), ReturnValue("state", "The wanted state."),
            ReturnValue("version", "The wanted version."), ReturnValue("virtualenv", "The virtual environment."),
            ReturnValue("stdout", "What the programs printed."), ReturnValue("stderr", "What they wrote as errors."),
        ],
        differences: """
            Without `executable` and `virtualenv`, pip is that of the host's `python3`. It is not called where the list of \
            installed packages shows that nothing is to be done.
            """,
        examples: """
            - name: Give the cider press its own libraries
              pip: { name: [flask, "requests>=2.28,<3"], virtualenv: /srv/press/venv, virtualenv_command: python3 -m venv }
            - pip: { requirements: requirements.txt, chdir: /srv/press, virtualenv: venv }
            - ansible.builtin.pip: { name: httpie, version: 3.2.1, break_system_packages: true }
            - pip: { name: simplejson, state: absent, executable: pip3.11 }
            """)

    @Argument("Packages to install, with version specifiers if need be, or URLs.") var name: [String]?
    @Argument("A requirements file on the host, or its URL.") var requirements: String?
    @Argument("The version to install; for a single package.") var version: String?
    @Argument("Whether the packages should be installed, newest, installed anew, or absent.") var state: Goal = .present
    @Argument("The virtual environment to use; it is created if missing.") var virtualenv: RemotePath?
    @Argument("The command that creates virtual environments.") var virtualenvCommand: RemotePath = "virtualenv"
    @Argument("The Python for a new virtual environment.") var virtualenvPython: String?
    @Argument("Whether a new virtual environment has the system's packages too.") var virtualenvSitePackages: Bool =
        false
    @Argument("Name or path of the pip to call.") var executable: RemotePath?
    @Argument("Install in editable mode.") var editable: Bool = false
    @Argument("Further arguments for pip.") var extraArgs: String?
    @Argument("Directory to call pip in.") var chdir: RemotePath?
    @Argument("Mask for the modes of what is installed, in octal digits.") var umask: String?
    @Argument("Also change packages of a Python that the system manages (PEP 668).") var breakSystemPackages: Bool =
        false

    static let rules: [ArgumentRule] = [
        .exactlyOne("name", "requirements"), .exclusive("executable", "virtualenv"),
        .only("version", when: "state", is: "present", "absent", "forcereinstall"),
    ]

    func validate() throws(ModuleFailure) {
        if let umask, UInt16(umask, radix: 8) == nil {
            throw ModuleFailure("`umask` must be an octal number: \(umask)", hint: "write it in quotes: \"0022\"")
        }
        if name != nil, packages.isEmpty { throw ModuleFailure("`name` names no package") }
        if version != nil, packages.count > 1 {
            throw ModuleFailure("`version` needs a single package", hint: "write name==version for each package")
        }
        if version != nil, PipRequirement.list(name ?? []).first?.specifiers?.isEmpty == false {
            throw ModuleFailure("the version is given twice: by `version` and in `name`")
        }
        if virtualenvPython != nil, isVenvCommand {
            throw ModuleFailure(
                "`virtualenv_python` cannot be used with \(virtualenvCommand)",
                hint: "name the Python in `virtualenv_command`")
        }
    }

    var touches: [Footprint] { target.touches }

    var probe: Probe<PipHost> {
        .all(
            target.fact.probe, .asked(if: !isURL) { requirementsFile },
            .asked(if: virtualenv != nil) { .program(creation[0]) }
        ).map { PipHost(environment: $0, requirements: ($1 ?? nil) ?? nil, creator: $2 ?? nil) }
    }

    func changes(from host: PipHost) throws(ModuleFailure) -> [Change] {
        try PipPlan(pip: self, host: host).changes
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PipHost>) -> ModuleFailure? {
        let isManaged = output.standardError.text.contains("externally-managed-environment")
        let hint = isManaged ? "use `virtualenv`, or set `break_system_packages: true`" : nil
        var failure = ModuleFailure("pip failed: \(output.complaint)", output: output, hint: hint)
        failure.result["cmd"] = .list(call(of: applied.before.environment).map(Value.string))
        return failure
    }

    func result(_ applied: Applied<PipHost>) -> ModuleResult {
        let text = { (path: KeyPath<CommandOutput, CapturedOutput>) in
            Value.string(applied.outputs.map { $0[keyPath: path].text }.joined())
        }
        var result: ModuleResult = [
            "cmd": .list(call(of: applied.before.environment).map(Value.string)),
            "name": name.map { .list($0.map(Value.string)) } ?? .null,
            "requirements": requirements.map(Value.string) ?? .null, "state": .string(state.rawValue),
            "version": version.map(Value.string) ?? .null,
            "virtualenv": virtualenv.map { _ in .string(applied.before.environment.directory) } ?? .null,
            "stdout": text(\.standardOutput), "stderr": text(\.standardError),
        ]
        if !applied.isCheckMode, applied.changed { result.changed = hasChanged(applied) }
        return result
    }
}

/// What `pip` must know of the host.
struct PipHost: Sendable {
    var environment: PipEnvironment
    /// The requirements file, with its contents.
    var requirements: RemoteFile?
    /// The program that creates virtual environments.
    var creator: RemotePath?
}

/// What the arguments say together.
extension Pip {
    var target: PipTarget {
        virtualenv.map { .virtual($0.resolved(in: directory)) } ?? executable.map(PipTarget.executable) ?? .system
    }

    /// Where pip is called.
    var directory: RemotePath { chdir ?? "/tmp" }

    var packages: [PipRequirement] {
        let packages = PipRequirement.list(name ?? [])
        return version.map { version in packages.map { $0.with(version: version) } } ?? packages
    }

    var extraWords: [String] {
        let words = Shlex(extraArgs ?? "").texts
        return editable && !words.contains("-e") ? words + ["-e"] : words
    }

    /// The command that creates a virtual environment, without what it is told.
    var creation: [String] {
        let words = Shlex(virtualenvCommand.text).texts
        return words.isEmpty ? ["virtualenv"] : words
    }

    var isVenvCommand: Bool {
        RemotePath(creation[0]).name == "pyvenv"
            || zip(creation, creation.dropFirst()).contains { $0 == ("-m", "venv") }
    }

    private var isURL: Bool { requirements?.contains("://") ?? true }

    private var requirementsFile: Probe<RemoteFile?> {
        .file(
            RemotePath(requirements ?? "").resolved(in: directory), FileInterest(follow: true, contentsUpTo: 1 << 20))
    }
}

/// The calls of pip.
extension Pip {
    /// The program with all that it is told.
    func call(of environment: PipEnvironment) -> [String] {
        let program = environment.isThere ? environment.call : [environment.directory + "/bin/pip3"]
        let goal: [String] =
            switch state {
            case .present: ["install"]
            case .absent: ["uninstall", "-y"]
            case .latest: ["install", "-U"]
            case .forcereinstall: ["install", "-U", "--force-reinstall"]
            }
        return program + goal + extraWords + (requirements.map { ["-r", $0] } ?? packages.map(\.text))
    }

    func command(_ words: [String], in environment: PipEnvironment) -> Command {
        let words = environment.directory.isEmpty ? words : Self.besideItsPrograms(environment) + words
        var command = Command(.arguments(words), workingDirectory: directory)
        command.environment = [EnvironmentVariable("LC_ALL", "C.UTF-8")]
        if breakSystemPackages { command.environment.append(EnvironmentVariable("PIP_BREAK_SYSTEM_PACKAGES", "1")) }
        command.umask = umask.flatMap { UInt16($0, radix: 8) }
        return command
    }

    /// What is built may need programs of the virtual environment.
    private static func besideItsPrograms(_ environment: PipEnvironment) -> [String] {
        ["/bin/sh", "-c", #"PATH=$1:$PATH; export PATH; shift; exec "$@""#, "sh", environment.directory + "/bin"]
    }

    /// What pip said it did; of requirements and checkouts, which it may install again as they are, what is there now.
    private func hasChanged(_ applied: Applied<PipHost>) -> Bool {
        let before = applied.before.environment
        guard before.isThere else { return true }
        if requirements != nil || packages.contains(where: \.isCheckout), let after = applied.after?.environment {
            return after.packages != before.packages
        }
        let sign = state == .absent ? "Successfully uninstalled" : "Successfully installed"
        return applied.outputs.contains { $0.standardOutput.text.contains(sign) }
    }
}

import ModuleKit
import Values

/// Calls Composer, which brings the libraries of a project in PHP.
struct Composer: Module {
    static let doc = ModuleDoc(
        "composer", "Bring the libraries of projects in PHP.", collection: "community.general",
        checkMode: .partly(except: "what commands other than `install`, `update`, `require` and `remove` do"),
        returns: [
            ReturnValue("msg", "What Composer says.", only: "if it ran"),
            ReturnValue("stdout", "The same.", only: "if it ran"),
        ],
        examples: """
            - name: Give the shop its libraries
              community.general.composer: { command: install, working_dir: /srv/shop }
            - composer: { command: require, arguments: press/cider, working_dir: /srv/shop, no_dev: false }
            - composer: { command: require, arguments: press/tool, global_command: true }
            """)

    @Argument("Let APCu remember which classes there are.") var apcuAutoloader: Bool = false
    @Argument("Further words for the command.") var arguments: String = ""
    @Argument("Look for classes in the class map only.") var classmapAuthoritative: Bool = false
    @Argument("The command.") var command: String = "install"
    @Argument("Path of Composer.") var composerExecutable: RemotePath?
    @Argument("Path of PHP.", aliases: "php_path") var executable: RemotePath?
    @Argument("Do it for the user, not for a project.") var globalCommand: Bool = false
    @Argument("Do not look whether PHP fits.") var ignorePlatformReqs: Bool = false
    @Argument("Leave out what only development needs.") var noDev: Bool = true
    @Argument("Use no plugins.") var noPlugins: Bool = false
    @Argument("Run no scripts of composer.json.") var noScripts: Bool = false
    @Argument("Make a class map.") var optimizeAutoloader: Bool = true
    @Argument("Take packages from archives.") var preferDist: Bool = false
    @Argument("Take packages from sources.") var preferSource: Bool = false
    @Argument("The directory of the project.") var workingDir: RemotePath?

    func validate() throws(ModuleFailure) {
        guard command.consists(of: .letters, .digits, "-:_"), !command.hasPrefix("-"), !command.isEmpty else {
            throw ModuleFailure("not a command of Composer: \(command)", hint: "further words go into `arguments`")
        }
        guard globalCommand || workingDir != nil else {
            throw ModuleFailure("`working_dir` is needed, unless `global_command` is set")
        }
    }

    var touches: [Footprint] { [workingDir.map(Footprint.path) ?? .named("composer")] }

    /// What Composer would do, where it can tell that beforehand.
    var probe: Probe<String> {
        plan?.probe ?? .known("")
    }

    func changes(from plan: String) -> [Change] {
        guard self.plan == nil || Self.acts(plan) else { return [] }
        var change = Change(
            "composer \(command) \(arguments)".trimmed, diff: plan.isEmpty ? nil : .prepared(plan),
            steps: [.run(call([]))], touches: touches)
        if self.plan == nil { change.doubt = "only Composer can tell whether there is anything to do" }
        if let fact = self.plan { change.expects = [fact.query: .unknown] }
        return [change]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<String>) -> ModuleFailure? {
        ModuleFailure("Composer failed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<String>) -> ModuleResult {
        guard let output = applied.outputs.first else { return [:] }
        let text = (output.standardOutput.text + output.standardError.text).trimmed
        var result: ModuleResult = ["stdout": .string(text), "msg": .string(text.words.joined(separator: " "))]
        result.changed = Self.acts(text)
        return result
    }
}

extension Composer {
    /// It says in words of its own that there is nothing.
    private static func acts(_ text: String) -> Bool {
        !text.contains("Nothing to install") && !text.contains("Nothing to update")
    }

    private var plan: HostFact<String>? {
        guard ["install", "update", "require", "remove"].contains(command) else { return nil }
        return HostFact(call(["--dry-run"]), reads: touches[0], .packages) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("Composer failed: \(output.complaint)", output: output)
            }
            return output.standardError.text + output.standardOutput.text
        }
    }

    private func call(_ flags: [String]) -> Command {
        let installs = ["install", "update"].contains(command)
        let takes = installs || ["require", "create-project"].contains(command)
        let chosen: [(Bool, String)] = [
            (noDev && (installs || command == "create-project" || command == "dump-autoload"), "--no-dev"),
            (noDev && ["require", "remove"].contains(command), "--update-no-dev"),
            (noPlugins, "--no-plugins"), (noScripts && command != "dump-autoload", "--no-scripts"),
            (preferDist && takes, "--prefer-dist"), (preferSource && takes, "--prefer-source"),
            (optimizeAutoloader && (installs || ["require", "remove"].contains(command)), "--optimize-autoloader"),
            (optimizeAutoloader && command == "dump-autoload", "--optimize"),
            (
                classmapAuthoritative && (installs || ["require", "remove", "dump-autoload"].contains(command)),
                "--classmap-authoritative"
            ),
            (apcuAutoloader && (installs || ["require", "remove"].contains(command)), "--apcu-autoloader"),
            (apcuAutoloader && command == "dump-autoload", "--apcu"),
            (ignorePlatformReqs && (takes || command == "remove"), "--ignore-platform-reqs"),
        ]
        let directory = globalCommand ? [] : workingDir.map { ["--working-dir", $0.text] } ?? []
        let words =
            (globalCommand ? ["global"] : []) + [command, "--no-ansi", "--no-interaction", "--no-progress"]
            + chosen.filter(\.0).map(\.1) + directory + flags + Shlex(arguments).texts
        // Composer is a script that PHP runs; the host's own PHP may not be the one that is meant.
        let script = #"""
            composer=$1 php=$2; shift 2
            path=$(command -v "$composer") || { echo "the host has no $composer" >&2; exit 127; }
            if [ -n "$php" ]; then exec "$php" "$path" "$@"; else exec "$path" "$@"; fi
            """#
        let programs = [composerExecutable?.text ?? "composer", executable?.text ?? ""]
        let isSupported = ["dump-autoload", "install", "update", "require", "remove", "create-project"].contains(
            command)
        let kept = isSupported ? words : words.filter { $0 != "--no-progress" }
        return Command(
            .arguments(["/bin/sh", "-c", script, "sh"] + programs + kept),
            environment: [
                EnvironmentVariable("COMPOSER_ALLOW_SUPERUSER", "1"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
            ])
    }
}

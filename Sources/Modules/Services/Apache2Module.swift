import ModuleKit
import Values

/// Enables and disables modules of the Apache web server, as Debian keeps them.
struct Apache2Module: Module {
    static let doc = ModuleDoc(
        "apache2_module", "Enable and disable modules of the Apache web server.", collection: "community.general",
        returns: [ReturnValue("result", "Whether the module is enabled, in words.")],
        examples: """
            - name: Let Apache rewrite addresses
              community.general.apache2_module: { name: rewrite }
            - apache2_module: { name: mpm_prefork, state: absent, ignore_configcheck: true }
            - apache2_module: { name: autoindex, state: absent, force: true }
            """)

    @Argument("Disable the module even if others need it.") var force: Bool = false
    @Argument("How Apache itself calls the module, such as rewrite_module; guessed if not given.") var identifier:
        String?
    @Argument("Go on where Apache finds a mistake in its settings.") var ignoreConfigcheck: Bool = false
    @Argument("Name of the module, as a2enmod takes it.") var name: String
    @Argument("Whether the module should be enabled.") var state: Presence = .present
    @Argument("Whether to warn while there is no module for multi-processing.") var warnMpmAbsent: Bool = true

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "_-.+"), !name.hasPrefix("-") else {
            throw ModuleFailure("not a name of a module of Apache: \(name)")
        }
    }

    var touches: [Footprint] { [ApacheModules.footprint, .path("/etc/apache2")] }

    var probe: Probe<ApacheModules> { ApacheModules.fact.probe }

    func changes(from apache: ApacheModules) throws(ModuleFailure) -> [Change] {
        try check(apache)
        if name == "cgi", state == .present, apache.isThreaded {
            throw ModuleFailure("cgi does not work with a threaded MPM", hint: "enable cgid instead")
        }
        guard apache.has(token) != (state == .present) else { return [] }
        let words = [state == .present ? "a2enmod" : "a2dismod"] + (force && state == .absent ? ["-f"] : []) + [name]
        var after = apache
        if state == .present {
            after.modules.insert(token)
        } else {
            after.modules = after.modules.filter { !$0.hasPrefix(token) }
        }
        (after.complaint, after.exitCode) = ("", 0)
        let word = { (isThere: Bool) in isThere ? "enabled" : "disabled" }
        return [
            Change(
                words.joined(separator: " "),
                diff: .setting(name, before: word(state == .absent), after: word(state == .present)),
                steps: [.run(Command(.arguments(words), environment: [EnvironmentVariable("LC_ALL", "C")]))],
                touches: touches,
                expects: ApacheModules.fact.becoming(after) { [token, state] in $0.has(token) == (state == .present) })
        ]
    }

    /// Whether it worked, Apache tells afterwards.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<ApacheModules>)
        -> ModuleFailure?
    {
        guard let after = applied.after, after.has(token) == (state == .present) else {
            return ModuleFailure(
                "\(name) could not be \(state == .present ? "enabled" : "disabled"): \(output.complaint)",
                output: output)
        }
        return nil
    }

    func result(_ applied: Applied<ApacheModules>) throws(ModuleFailure) -> ModuleResult {
        let isThere = state == .present
        if applied.changed, !applied.isCheckMode, let after = applied.after {
            try check(after)
            guard after.has(token) == isThere else {
                throw ModuleFailure(
                    "Apache does not show \(token) as \(isThere ? "enabled" : "disabled")",
                    hint: "`identifier` says how Apache calls the module", fields: ["result": ""])
            }
        }
        var result: ModuleResult = ["result": .string("module \(name) is \(isThere ? "enabled" : "disabled")")]
        let warnings = [applied.before, applied.after].compactMap { $0.flatMap(warning) }
        result.warnings = Array(warnings.prefix(1))
        return result
    }
}

/// Names and mistakes.
extension Apache2Module {
    /// Most are the name with `_module`; a few are not.
    private var token: String {
        if let identifier, !identifier.isEmpty { return identifier }
        if name.contains("shib") { return "mod_shib" }
        if name.contains("evasive") { return "evasive20_module" }
        if name.contains("php8"), let match = name.prefixMatch(of: /(php)[\d.]+/) { return match.1 + "_module" }
        if name.contains("php"), let match = name.prefixMatch(of: /(php\d)\./) { return match.1 + "_module" }
        return name + "_module"
    }

    private func check(_ apache: ApacheModules) throws(ModuleFailure) {
        guard apache.exitCode != 127 else {
            throw ModuleFailure("the host has neither apache2ctl nor apachectl", hint: "install Apache first")
        }
        guard apache.exitCode == 0 || ignoreConfigcheck else {
            throw ModuleFailure(
                "Apache does not list its modules: \(apache.complaint)",
                hint: "`ignore_configcheck: true` goes on nevertheless")
        }
    }

    private func warning(_ apache: ApacheModules) -> String? {
        guard apache.exitCode != 0 else { return nil }
        guard apache.complaint.contains("AH00534"), name.contains("mpm_") else {
            return "Apache does not list its modules: \(apache.complaint)"
        }
        return warnMpmAbsent ? "Apache has no module for multi-processing; it does not start until one is enabled" : nil
    }
}

/// What Apache tells of itself.
struct ApacheModules: Sendable, Hashable {
    /// As Apache calls them.
    var modules: Set<String>
    var isThreaded: Bool
    var exitCode: Int
    /// Why they cannot be listed.
    var complaint: String

    static let footprint = Footprint.named("modules of Apache")

    static let fact = HostFact(
        Command(.shell(question, executable: nil), environment: [EnvironmentVariable("LC_ALL", "C")]),
        reads: footprint, .path("/etc/apache2"), .packages
    ) { output in
        let lines = output.standardOutput.text.split(separator: "\n")
        return ApacheModules(
            modules: Set(
                lines.filter { $0.hasPrefix(" ") }.compactMap { $0.split(separator: " ").first.map(String.init) }),
            isThreaded: lines.contains { $0.contains(/threaded: *yes/) }, exitCode: output.exitCode,
            complaint: output.exitCode == 0 ? "" : output.standardError.text.trimmed)
    }

    private static let question = """
        PATH=$PATH:/usr/sbin:/sbin; export PATH
        control=$(command -v apache2ctl || command -v apachectl) || exit 127
        "$control" -V 2>/dev/null | grep threaded:
        "$control" -M
        """

    /// A name may be the beginning of one.
    func has(_ token: String) -> Bool { modules.contains { $0.hasPrefix(token) } }
}

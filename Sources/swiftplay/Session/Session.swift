import ArgumentParser
import Jinja
import ModuleKit
import Report
import Values

/// One call of the program: its terminal, its environment, the secrets it comes to know, and how its errors are told.
struct Session: Sendable {
    let terminal: Terminal
    let environment: [String: String]
    let secrets: SecretRegistry
    /// How often `-v` was given.
    let verbosity: Int
    private let settings: Result<AnsibleConfiguration, Diagnostics>

    /// Does the work of a command; whatever it throws is told on standard error and becomes the exit code.
    static func report(_ talk: VerbosityOptions, _ work: (Session) async throws -> Void) async throws {
        let environment = Environment.current
        let secrets = SecretRegistry(tellOfShort: { tell(Diagnostics(.shortSecret)) })
        let settings = read(environment)
        let known = try? settings.get()
        let terminal = Terminal(
            environment: environment, secrets: secrets, colour: known?.colour, palette: known?.palette ?? [:])
        let session = Session(
            terminal: terminal, environment: environment, secrets: secrets, verbosity: talk.verbose, settings: settings)
        do {
            try await YAMLReader.$duplicateKeys.withValue(known?[\.playbook.duplicateKeys] ?? .warn) {
                try await work(session)
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            let diagnostics = Diagnostics(error)
            terminal.tell(DiagnosticText(theme: terminal.errorTheme, secrets: secrets).text(diagnostics))
            throw ExitCode(diagnostics.exitCode)
        }
        guard terminal.isWhole else { throw ExitCode.failure }
    }

    private static func read(_ environment: [String: String]) -> Result<AnsibleConfiguration, Diagnostics> {
        do throws(Diagnostics) {
            return .success(
                try AnsibleConfiguration(environment: environment, workingDirectory: Environment.workingDirectory))
        } catch {
            return .failure(error)
        }
    }

    /// ansible.cfg and the environment; what is odd about them is told.
    ///
    /// - Throws: what cannot be used of them.
    func configuration() throws(Diagnostics) -> AnsibleConfiguration {
        let configuration = try settings.get()
        let findings = configuration.findings()
        try findings.throwIfErrors()
        warn(findings.all)
        if max(verbosity, configuration[\.output.verbosity]) > 0 { terminal.tell(configuration.origin) }
        return configuration
    }

    /// Tells what is wrong with a call before there is a session.
    static func tell(_ diagnostics: Diagnostics) {
        let text = DiagnosticText(theme: Terminal.standard.errorTheme, secrets: SecretRegistry())
        Terminal.standard.tell(text.text(diagnostics))
    }

    /// Tells what a person should know and that does not stop the work.
    func warn(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let text = DiagnosticText(theme: terminal.errorTheme, secrets: secrets)
        terminal.tell(text.text(Diagnostics(diagnostics)))
    }
}

extension Diagnostic {
    fileprivate static let shortSecret = Diagnostic(
        "secret", "secret too short to mask", severity: .warning,
        detail: "A vaulted value or a password has fewer than \(SecretRegistry.shortestMasked) characters, so "
            + "it is shown wherever it occurs.")
}

extension AnsibleConfiguration {
    /// Whether output is to be coloured; `nil` if nobody says. As in Ansible, who forces colours has them.
    fileprivate var colour: Bool? {
        if self[\.output.forcesColour] { return true }
        return self[\.output.noColour] ? false : nil
    }

    /// Which file of settings holds.
    fileprivate var origin: String { path.map { "Using \($0) for settings\n" } ?? "No ansible.cfg; using defaults\n" }
}

extension Diagnostics {
    fileprivate init(_ error: any Error) {
        switch error {
        case let diagnostics as Diagnostics: self = diagnostics
        case let diagnostic as Diagnostic: self.init(diagnostic)
        case let failure as TemplateError: self.init(failure.diagnostic)
        case let failure as ModuleFailure: self.init(Diagnostic("failed", failure.message, help: failure.hint))
        default: self.init(Diagnostic("internal", "unexpected error", detail: "\(error)"))
        }
    }

    /// Files that do not parse end with 4, as Ansible's parser errors do, options that do not tell enough with 5; all
    /// other mistakes with 1.
    fileprivate var exitCode: Int32 {
        if all.contains(where: { $0.code == "vault-id" }) { return 5 }
        let parsing: Set<String> = [
            "yaml", "json", "keyword", "module", "unsupported", "args", "template", "encoding", "task", "play", "role",
            "handler",
        ]
        return all.contains { $0.severity == .error && parsing.contains($0.code) } ? 4 : 1
    }
}

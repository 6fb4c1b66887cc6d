import Controller
package import Values

/// A vault password and the name (vault id) it goes by.
package struct VaultIdentity: Sendable {
    /// What an unnamed password is called.
    package static let defaultLabel = "default"

    package let label: String
    package let password: Secret

    package init(label: String = defaultLabel, password: Secret) {
        self.label = label
        self.password = password
    }

    /// Where a password comes from, as `--vault-id LABEL@SOURCE` or `--vault-password-file SOURCE` say it.
    package struct Source: Sendable, Hashable {
        package let label: String
        /// A path, or `prompt`.
        package let origin: String
        /// What the password is for, as messages say it.
        package var purpose = "vault password"

        /// A text without `@` is an origin; a text that begins with `@` has no label of its own.
        package init(_ text: String, unlabelled: String = VaultIdentity.defaultLabel) {
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            label = parts.count > 1 && !parts[0].isEmpty ? parts[0] : unlabelled
            origin = parts.count > 1 ? parts[1] : text
        }

        /// A file or program whose name may hold `@`.
        package init(file: String, label: String = VaultIdentity.defaultLabel) {
            self.label = label
            origin = file
        }

        /// Blanks around a vault password are none of it; around other passwords only line breaks.
        fileprivate func isBlank(_ byte: UInt8) -> Bool {
            byte == 0x0A || byte == 0x0D || purpose == "vault password" && (byte == 0x20 || 9...13 ~= byte)
        }

        package var isPrompt: Bool { origin == "prompt" || origin == "prompt_ask_vault_pass" }
    }

    /// A program that finds passwords may ask a person or a network; it gets this long.
    package static let programTimeout = Duration.seconds(120)

    /// Reads a password from a file, or from the output of a file that may be run.
    ///
    /// A program whose name ends in `-client` is called with `--vault-id LABEL`, and says by exit code 2 that it
    /// knows no such id. Blanks around a file's password and line breaks around a program's are dropped.
    package static func load(_ source: Source) throws(Diagnostics) -> VaultIdentity {
        let bytes =
            ControllerProgram.isProgram(source.origin)
            ? try output(of: source) : trimmed(try SourceFile.bytes(of: source.origin), source.isBlank)
        guard !bytes.isEmpty else { throw Diagnostics(.emptyPassword(source)) }
        return VaultIdentity(label: source.label, password: Secret(String(hostBytes: bytes)))
    }

    private static func output(of source: Source) throws(Diagnostics) -> [UInt8] {
        let isClient = isClient(source.origin)
        let arguments = isClient ? ["--vault-id", source.label] : []
        var program = ControllerProgram(source.origin, arguments, timeout: programTimeout)
        program.mostOutput = 1 << 20
        program.isInteractive = true
        let outcome = try run(program, source)
        if isClient, outcome.code == 2 { throw Diagnostics(.unknownToClient(source)) }
        guard outcome.code == 0 else { throw Diagnostics(.failed(source, "ended with exit code \(outcome.code)")) }
        return trimmed(outcome.output) { $0 == 0x0A || $0 == 0x0D }
    }

    private static func run(_ program: ControllerProgram, _ source: Source) throws(Diagnostics)
        -> ControllerProgram.Outcome
    {
        do {
            return try program.run()
        } catch {
            throw Diagnostics(.failed(source, inWords(error)))
        }
    }

    private static func isClient(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
        return stem.hasSuffix("-client")
    }

    private static func inWords(_ failure: ControllerProgram.Failure) -> String {
        switch failure {
        case .cannotStart(let reason): "cannot be started: \(reason)"
        case .timedOut: "gave no password within \(programTimeout.components.seconds) seconds"
        case .tooMuchOutput: "printed more than a password"
        }
    }

    private static func trimmed(_ bytes: [UInt8], _ isTrimmed: (UInt8) -> Bool) -> [UInt8] {
        guard let first = bytes.firstIndex(where: { !isTrimmed($0) }),
            let last = bytes.lastIndex(where: { !isTrimmed($0) })
        else { return [] }
        return Array(bytes[first...last])
    }
}

extension Diagnostic {
    fileprivate static func emptyPassword(_ source: VaultIdentity.Source) -> Diagnostic {
        Diagnostic(
            "vault", "empty \(source.purpose)", detail: "\(source.origin) gives no password for \(source.label).")
    }

    fileprivate static func failed(_ source: VaultIdentity.Source, _ reason: String) -> Diagnostic {
        Diagnostic(
            "vault", "program for the \(source.purpose) failed", detail: "\(source.origin) \(reason).",
            help: "if the file itself is the password: chmod -x \(source.origin)")
    }

    fileprivate static func unknownToClient(_ source: VaultIdentity.Source) -> Diagnostic {
        Diagnostic(
            "vault", "unknown vault id", detail: "\(source.origin) has no password for vault id \(source.label).")
    }
}

import ArgumentParser
import Values
import Vault

/// `swiftplay vault encrypt_string`: texts as they stand vaulted in a YAML file.
struct VaultEncryptStringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt_string", abstract: "Encrypt strings for use in YAML files.")

    @Argument(help: "The strings; standard input if none is given, or for -.")
    var texts: [String] = []

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The variable for a string. Can be repeated, in the order of the strings.", valueName: "name"))
    var name: [String] = []

    @Option(
        name: .customLong("stdin-name"),
        help: ArgumentHelp("The variable for the string from standard input.", valueName: "name"))
    var standardInputName: String?

    @Flag(name: [.short, .long], help: "Ask for a string.")
    var prompt = false

    @Flag(name: .customLong("show-input"), help: "With --prompt: show the input.")
    var showInput = false

    @Option(name: .long, help: ArgumentHelp("Write to this file; - is standard output.", valueName: "file"))
    var output = "-"

    @OptionGroup var options: VaultOptions
    @OptionGroup var sealing: VaultSealOptions

    @OptionGroup var talk: VerbosityOptions

    mutating func validate() throws {
        if prompt, texts.contains("-") { throw ValidationError("--prompt and - cannot be combined.") }
    }

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options, isNew: true)
            let identity = try vault.sealingIdentity(sealing)
            let sources = try prompted() + readFromInput() + given
            var blocks: [String] = []
            for (number, source) in sources.enumerated() {
                guard !source.plain.isEmpty else { throw Diagnostic.emptyText(source.origin) }
                if sources.count > 1 { vault.terminal.tell(source.heading(number + 1)) }
                blocks.append(source.block(vault.envelope(source.plain, as: identity)))
            }
            try VaultFile(output).write(Array(blocks.joined().utf8), by: vault.terminal)
            vault.tellSuccess("Encryption")
        }
    }

    private func prompted() throws -> [VaultedText] {
        guard prompt else { return [] }
        let name = try name.first ?? Prompt.ask("Variable name (enter for none)", isSecret: false)
        let text = try Prompt.ask("String to encrypt", isSecret: !showInput)
        if !showInput, text != (try Prompt.ask("Confirm the string", isSecret: true)) { throw Diagnostic.textsDiffer }
        return [VaultedText(name: name.isEmpty ? nil : name, plain: text.hostBytes, origin: "the prompt")]
    }

    /// Every byte counts, also a line break at the end.
    private func readFromInput() throws -> [VaultedText] {
        let isAsked = texts.contains("-") || standardInputName != nil || texts.isEmpty && !prompt
        guard isAsked else { return [] }
        return [VaultedText(name: standardInputName, plain: try VaultFile("-").bytes(), origin: "standard input")]
    }

    private var given: [VaultedText] {
        let names = prompt ? name.dropFirst() : name[...]
        return texts.filter { $0 != "-" }.enumerated().map { index, text in
            let name = index < names.count ? names[names.startIndex + index] : nil
            return VaultedText(name: name, plain: text.hostBytes, origin: "the command line")
        }
    }
}

/// A text on its way into a YAML file.
private struct VaultedText {
    /// Deeper than people indent the key above it.
    private static let indent = String(repeating: " ", count: 10)

    let name: String?
    let plain: [UInt8]
    let origin: String

    func heading(_ number: Int) -> String {
        let subject = name.map { "variable \"\($0)\"" } ?? "a text"
        return "# The encrypted form of \(subject), number \(number), from \(origin).\n"
    }

    func block(_ envelope: String) -> String {
        let lines = envelope.split(separator: "\n").map { Self.indent + $0 + "\n" }
        return (name.map { "\($0): " } ?? "") + "!vault |\n" + lines.joined()
    }
}

extension Diagnostic {
    fileprivate static func emptyText(_ origin: String) -> Diagnostic {
        Diagnostic("vault", "nothing to encrypt", detail: "The string from \(origin) is empty.")
    }

    fileprivate static let textsDiffer = Diagnostic(
        "vault", "the strings differ", detail: "The two inputs are not the same.")
}

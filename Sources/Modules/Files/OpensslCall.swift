import ModuleKit
import Values

/// A private key as a task gives it to openssl(1), with what is done with it.
struct OpensslKey: Sendable {
    var path: RemotePath?
    var content: Secret?
    var passphrase: Secret?

    /// Text for a shell in which `$key` is the file of the key and `$pass` stands for the options that open it. Its other
    /// words are `$1` and what follows, and standard input is a configuration, in `$config`.
    ///
    /// Passphrases and contents go through the environment.
    func command(_ script: String, paths: [RemotePath], config: String) -> Command {
        let beginning = #"""
            command -v openssl >/dev/null 2>&1 || { echo 'the host has no openssl' >&2; exit 127; }
            umask 077
            folder=$(mktemp -d) || exit
            trap 'rm -rf "$folder"' EXIT
            config=$folder/config; cat >"$config"
            key=$1; shift
            [ -z "$SWIFTPLAY_KEY" ] || { key=$folder/key; printf '%s\n' "$SWIFTPLAY_KEY" >"$key"; }
            pass=; [ -z "$SWIFTPLAY_PASS" ] || pass='-passin env:SWIFTPLAY_PASS'
            """#
        var command = Command(.script(beginning + "\n" + script, paths: [path ?? "/dev/null"] + paths))
        command.environment = [
            EnvironmentVariable("LC_ALL", "C.UTF-8"), EnvironmentVariable("SWIFTPLAY_KEY", content ?? Secret("")),
            EnvironmentVariable("SWIFTPLAY_PASS", passphrase ?? Secret("")),
        ]
        command.input = Array(config.utf8)
        return command
    }

    var reads: [Footprint] { path.map { [.path($0)] } ?? [] }
}

/// Something of a task that openssl makes: what is there and what would be made, both as openssl prints them.
struct OpensslComparison: Sendable, Hashable {
    /// `nil`: there is none, or what is there is something else.
    var found: String?
    var wanted: String

    /// - Parameter output: Both, with a line of 0x1F between.
    init(_ output: CommandOutput, making name: String) throws(ModuleFailure) {
        guard output.exitCode == 0 else {
            throw ModuleFailure("openssl could not make \(name): \(output.complaint)", output: output)
        }
        let parts = output.standardOutput.text.split(
            separator: "\u{1F}\n", maxSplits: 1, omittingEmptySubsequences: false
        ).map(String.init)
        found = parts.first.flatMap { $0.isEmpty ? nil : $0 }
        wanted = parts.count > 1 ? parts[1] : ""
    }

    private init(wanted: String) { (found, self.wanted) = (wanted, wanted) }

    var isRight: Bool { found == wanted }
    var reached: OpensslComparison { OpensslComparison(wanted: wanted) }

    func diff(_ path: RemotePath) -> Diff {
        .contents(
            before: found?.hostBytes, after: wanted.hostBytes, beforeHeader: path.text, afterHeader: path.text)
    }
}

/// What openssl makes, in a file of the host: the same for requests and certificates.
struct OpensslProduct {
    let path: RemotePath
    let attributes: FileAttributeArguments
    let backup: Bool
    /// Prints both, as ``OpensslComparison`` reads them.
    let comparison: HostFact<OpensslComparison>
    /// Prints what is made.
    let making: Command

    var file: Probe<RemoteFile?> { .file(path, FileInterest(follow: true, contentsUpTo: 1 << 20)) }

    func changes(from host: OpensslHost, force: Bool) throws(ModuleFailure) -> [Change] {
        guard host.parent.isDirectory else { throw ModuleFailure("there is no directory \(path.parent)") }
        let difference = host.file.map { AttributeDifference(attributes.wanted, of: $0) }
        guard let compared = host.comparison else { return [] }
        guard force || !compared.isRight || host.file == nil else {
            return difference?.change(at: path, follow: true).map { [$0] } ?? []
        }
        let target = FileWrite.Target(
            path, attributes: difference?.wanted ?? attributes.wanted.forNew(), backup: backup && host.file != nil)
        return [
            Change(
                "make \(path)", diff: compared.diff(path), steps: [.writeOutput(of: making, to: target)],
                expects: comparison.becoming(compared.reached))
        ]
    }

    func removal(_ host: OpensslHost) -> [Change] {
        guard let file = host.file else { return [] }
        let diff = Diff.contents(before: file.contents, after: nil, beforeHeader: path.text, afterHeader: path.text)
        let keep = Step.copy(from: path, to: FileWrite.Target(path, backup: true))
        return [Change("remove \(path)", diff: diff, steps: (backup ? [keep] : []) + [.remove(path)])]
    }
}

/// What modules that make files with openssl must know of the host.
struct OpensslHost: Sendable {
    var file: RemoteFile?
    var parent: RemoteFile?
    var comparison: OpensslComparison?
}

/// Text for the configuration of openssl.
enum OpensslConfig {
    /// A value in which nothing has a meaning.
    static func value(_ text: String) -> String {
        text.reduce(into: "") { $0 += "\\$#\"'".contains($1) ? "\\\($1)" : String($1) }
    }

    static func section(_ name: String, _ lines: [(String, String)]) -> String {
        "[\(name)]\n" + lines.map { "\($0.0) = \($0.1)\n" }.joined()
    }

    /// Names of a certificate: `DNS:example.net`, `IP:…`, one of each kind behind the other.
    static func names(_ names: [String]) throws(ModuleFailure) -> [(String, String)] {
        var counts: [String: Int] = [:]
        var lines: [(String, String)] = []
        for name in names {
            let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let kinds = [
                "email": "email", "uri": "URI", "dns": "DNS", "rid": "RID", "ip": "IP", "othername": "otherName",
            ]
            guard parts.count == 2, let kind = kinds[parts[0].lowercased()] else {
                throw ModuleFailure(
                    "not a name for a certificate: \(name)",
                    hint: "such as DNS:example.net, IP:10.9.0.1 or email:a@example.net")
            }
            guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw ModuleFailure("a name for a certificate must be of ASCII: \(name)", hint: "write it in Punycode")
            }
            counts[kind, default: 0] += 1
            lines.append(("\(kind).\(counts[kind] ?? 1)", value(parts[1])))
        }
        return lines
    }
}

import ModuleKit
import Values

@testable import Connection
@testable import Modules
@testable import Transport

extension Reader {
    func readWire(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch self {
        case .knownHosts: readKnownHosts(text)
        case .sshConfig: readSSHConfig(text)
        case .privateKey: _ = try? PrivateKeyFile.key(text, name: "fuzz", passphrase: nil)
        case .framing: readFrames(bytes)
        case .http: readResponse(bytes)
        default: readArchive(bytes)
        }
    }

    private func readKnownHosts(_ text: String) {
        let known = KnownHosts([KnownHostsFile(text, file: "fuzz")])
        let names = KnownHosts.names(["web"], port: 2222)
        _ = known.verdict(on: Array("blob".utf8), for: names)
        _ = known.keyTypes(for: names)
        _ = known.hasOnlyAuthority(for: names)
    }

    /// What would run programs or read other files is only read, not followed.
    private func readSSHConfig(_ text: String) {
        let config = SSHConfig(text)
        let letters = text.lowercased().filter { $0.isLetter }
        guard !letters.contains("exec"), !letters.contains("include") else { return }
        var (values, scope) = (SSHConfig.Values(), SSHConfig.Scope(host: "web"))
        guard (try? config.apply(to: &values, &scope)) != nil else { return }
        _ = try? SSHAlgorithms(values)
    }

    /// In one piece and cut at each byte of the first hundred: the frames are the same.
    private func readFrames(_ bytes: [UInt8]) {
        let events = { (pieces: [[UInt8]]) -> [ShellFraming.Event] in
            var framing = ShellFraming(nonce: "n")
            for number in 0..<3 { framing.expect(number, saysReady: number == 1) }
            return pieces.flatMap { framing.received(output: $0) + framing.received(errors: $0) }
        }
        let whole = events([bytes])
        let pieces = bytes.indices.prefix(100).map { [bytes[$0]] } + [Array(bytes.dropFirst(100))]
        precondition(events(pieces).count == whole.count, "frames depend on where their bytes are cut")
    }

    private func readResponse(_ bytes: [UInt8]) {
        let halves = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        _ = HTTPResponseParser.response(head: halves[0], body: Array(halves.dropFirst().joined()), url: "u")
    }

    private func readArchive(_ bytes: [UInt8]) {
        let output = CommandOutput(exitCode: 0, standardOutput: CapturedOutput(bytes))
        try? (try? ArchiveListing(output, source: "fuzz", options: ["--strip-components=1"]))?.refuseEscapes()
    }
}

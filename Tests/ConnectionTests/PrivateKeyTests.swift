import Glibc
import Testing
import Values

@testable import Connection
@testable import Transport

@Suite struct PrivateKeyTests {
    /// Made by ssh-keygen on the spot.
    @Test(arguments: [
        ["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"], ["-t", "ecdsa", "-b", "521"],
        ["-t", "rsa", "-b", "2048"], ["-t", "rsa", "-b", "2048", "-m", "PEM"], ["-t", "ecdsa", "-m", "PEM"],
        ["-t", "rsa", "-b", "2048", "-m", "PKCS8"], ["-t", "ed25519", "-Z", "aes256-cbc", "-a", "1"],
        ["-t", "ed25519", "-Z", "aes256-gcm@openssh.com", "-a", "1"],
    ])
    func `keys of every kind are read, with and without a passphrase`(arguments: [String]) async throws {
        // Slow on purpose, so on a thread of its own: the pool has other tests to run.
        let problems = await OwnThread.run {
            ["", "pass wörd"].compactMap { passphrase in Self.problem(with: arguments, passphrase: passphrase) }
        }
        #expect(problems == [])
    }

    /// - Returns: `nil` if the key is as it should be.
    private static func problem(with arguments: [String], passphrase: String) -> String? {
        let scratch = Scratch()
        defer { scratch.remove() }
        let path = "\(scratch.path)/key"
        let rounds = arguments.contains("-m") ? "" : "-a 1"
        system("ssh-keygen -q \(rounds) \(arguments.joined(separator: " ")) -N '\(passphrase)' -f \(path) 2>/dev/null")
        guard let text = UserFile.text(of: path), let shown = UserFile.text(of: path + ".pub") else {
            return "none made"
        }
        let secret = passphrase.isEmpty ? nil : Secret(passphrase)
        guard let key = try? PrivateKeyFile.key(text, name: path, passphrase: secret) else { return "not read" }
        guard Base64.encoded(key.publicBlob) == shown.split(separator: " ")[1] else { return "another public key" }
        guard key.algorithms.filter({ $0 != "ssh-rsa" }).allSatisfy({ key.sign([1, 2, 3], algorithm: $0) != nil })
        else {
            return "no signature"
        }
        guard secret != nil else { return nil }
        return refusal(text, nil) == .passphraseMissing && refusal(text, Secret("wrong")) == .passphraseWrong
            ? nil : "opened without its passphrase"
    }

    private static func refusal(_ text: String, _ passphrase: Secret?) -> PrivateKeyFile.Problem? {
        do {
            _ = try PrivateKeyFile.key(text, name: "key", passphrase: passphrase)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
    ])
    func `an invalid key is refused with a reason`(text: String) {
        #expect(throws: PrivateKeyFile.Problem.self) { try PrivateKeyFile.key(text, name: "k", passphrase: nil) }
    }

    /// The first words of Blowfish's tables, as its author printed them.
    @Test func `the digits of pi in the key derivation are correct`() {
        let words = PiFraction.words(count: 1042)
        #expect(words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
        #expect(words.suffix(2) == [0x578F_DFE3, 0x3AC3_72E6])
    }
}

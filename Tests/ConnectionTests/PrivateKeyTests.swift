import Glibc
import Testing
import Values

@testable import Connection

@Suite struct PrivateKeyTests {
    /// Made by ssh-keygen on the spot.
    @Test(arguments: [
        ["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"], ["-t", "ecdsa", "-b", "521"],
        ["-t", "rsa", "-b", "2048"], ["-t", "rsa", "-b", "2048", "-m", "PEM"], ["-t", "ecdsa", "-m", "PEM"],
        ["-t", "rsa", "-b", "2048", "-m", "PKCS8"], ["-t", "ed25519", "-Z", "aes256-cbc", "-a", "1"],
        ["-t", "ed25519", "-Z", "aes256-gcm@openssh.com", "-a", "1"],
    ])
    func `keys of every kind are read, with and without a passphrase`(arguments: [String]) throws {
        let scratch = Scratch()
        defer { scratch.remove() }
        for passphrase in ["", "pass wörd"] {
            let path = "\(scratch.path)/key\(passphrase.utf8.count)"
            let rounds = arguments.contains("-m") ? "" : "-a 1"
            system(
                "ssh-keygen -q \(rounds) \(arguments.joined(separator: " ")) -N '\(passphrase)' -f \(path) 2>/dev/null")
            guard let text = LocalFile.text(of: path), let shown = LocalFile.text(of: path + ".pub") else { continue }
            let secret = passphrase.isEmpty ? nil : Secret(passphrase)
            let key = try PrivateKeyFile.key(text, name: path, passphrase: secret)
            #expect(Base64.encode(key.publicBlob) == shown.split(separator: " ")[1])
            for algorithm in key.algorithms where algorithm != "ssh-rsa" {
                #expect(key.sign([1, 2, 3], algorithm: algorithm) != nil)
            }
            guard secret != nil else { continue }
            #expect(throws: PrivateKeyFile.Problem.passphraseMissing) {
                try PrivateKeyFile.key(text, name: path, passphrase: nil)
            }
            #expect(throws: PrivateKeyFile.Problem.passphraseWrong) {
                try PrivateKeyFile.key(text, name: path, passphrase: Secret("wrong"))
            }
        }
    }

    @Test(arguments: [
        "", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
    ])
    func `what is no key is refused with a reason`(text: String) {
        #expect(throws: PrivateKeyFile.Problem.self) { try PrivateKeyFile.key(text, name: "k", passphrase: nil) }
    }

    /// The first words of Blowfish's tables, as its author printed them.
    @Test func `the digits of pi are right`() {
        let words = PiFraction.words(count: 1042)
        #expect(words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
        #expect(words.suffix(2) == [0x578F_DFE3, 0x3AC3_72E6])
    }
}

import Foundation
import Testing
import Values

@testable import Vault

/// The place of one vaulted value, as a file of the project would hold it.
private func sealed(_ envelope: String) -> SealedText {
    let file = SourceFile(path: "group_vars/all.yml", text: "a: 1\npw: !vault |\n")
    return SealedText(envelope: envelope, at: SourceSpan(file, line: 2, column: 12))
}

private func keyring(
    _ passwords: KeyValuePairs<String, String> = ["default": "secret"], matchesLabels: Bool = false,
    registry: SecretRegistry = SecretRegistry()
) -> VaultKeyring {
    let identities = passwords.map { VaultIdentity(label: $0, password: Secret($1)) }
    return VaultKeyring(identities, registry: registry, matchesLabels: matchesLabels)
}

extension VaultKeyring {
    func seal(_ plain: [UInt8], label: String? = nil) throws -> String {
        seal(plain, as: try identity(toSealAs: label))
    }
}

@Suite struct VaultTests {
    @Test(arguments: ["", "x", "sixteen bytes ok", "grüße\n", String(repeating: "long ", count: 1000)])
    func `encryption and decryption give the same bytes`(plain: String) throws {
        let ring = keyring()
        #expect(try ring.open(sealed(try ring.seal(Array(plain.utf8)))).reveal() == plain)
    }

    @Test func `the format is that of ansible-vault`() throws {
        let lines = try keyring(["dev": "x"]).seal(Array("abc".utf8), label: "dev").split(separator: "\n")
        #expect(lines.first == "$ANSIBLE_VAULT;1.2;AES256;dev")
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.utf8.count == 80 })
        #expect(try keyring().seal([1]).hasPrefix("$ANSIBLE_VAULT;1.1;AES256\n"))
    }

    @Test func `decrypted values are masked from then on`() throws {
        let registry = SecretRegistry()
        let ring = keyring(registry: registry)
        _ = try ring.open(sealed(try ring.seal(Array("canary-1".utf8))))
        #expect(registry.mask("a canary-1 and pw=secret") == "a ******** and pw=********")
    }

    @Test func `the password of the value's vault id is tried first, then the others`() throws {
        let text = try keyring(["prod": "p"]).seal(Array("x".utf8), label: "prod")
        #expect(try keyring(["dev": "d", "prod": "p"]).open(sealed(text)).reveal() == "x")
        #expect(try keyring(["dev": "p"]).open(sealed(text)).reveal() == "x")
        #expect(throws: Diagnostic.self) { try keyring(["dev": "p"], matchesLabels: true).open(sealed(text)) }
    }

    @Test func `decrypted data can be encrypted with the same id`() throws {
        let ring = keyring(["other": "o", "prod": "p"])
        let text = try ring.seal(Array("x".utf8), label: "prod")
        // Its own id stays, whichever password has opened it.
        let opened = try keyring(["dev": "p"]).opened(text, at: sealed(text).span)
        #expect(opened.identity.label == "prod")
        #expect(ring.seal(opened.plain, as: opened.identity).hasPrefix("$ANSIBLE_VAULT;1.2;AES256;prod\n"))
        #expect(try ring.open(sealed(ring.seal(opened.plain, as: opened.identity))).reveal() == "x")
    }

    @Test func `with several passwords, one must be selected`() throws {
        let ring = keyring(["a": "x", "b": "y"])
        #expect(throws: Diagnostic.self) { try ring.seal([1]) }
        #expect(throws: Diagnostic.self) { try ring.seal([1], label: "c") }
        #expect(throws: Diagnostic.self) { try keyring([:]).seal([1]) }
        #expect(try ring.seal([1], label: "b").contains(";b\n"))
    }

    @Test func `the contents of an invalid vault are hidden`() {
        let registry = SecretRegistry()
        #expect(throws: Diagnostic.self) { try keyring(registry: registry).open(sealed("hunter22\n")) }
        #expect(registry.mask("pw: hunter22") == "pw: ********")
    }

    @Test func `harmless variations of the format are read`() throws {
        let ring = keyring()
        let text = try ring.seal(Array("plain".utf8))
        let header = text.prefix { $0 != "\n" }
        let variants = [
            text.replacing("\n", with: "\r\n"), text.replacing("\n", with: "  \n   "),
            text.replacing("\n", with: "\n\n"), header + text.dropFirst(header.count).uppercased(),
        ]
        for variant in variants { #expect(try ring.open(sealed(variant)).reveal() == "plain") }
    }
}

@Suite struct DamagedVaultTests {
    static let good = (try? keyring(["prod": "p"]).seal(Array("the secret".utf8), label: "prod")) ?? ""

    static let damages: [(text: String, password: String, summary: String)] = [
        (good, "q", "wrong vault password"),
        (flip(good), "p", "wrong vault password"),
        (String(good.dropLast(170)), "p", "damaged vaulted data"),
        (String(good.dropLast(2)), "p", "damaged vaulted data"),
        (String(good.prefix { $0 != "\n" }), "p", "damaged vaulted data"),
        (good.replacing("3", with: "x"), "p", "damaged vaulted data"),
        ("$VAULT" + good.dropFirst(14), "p", "not vaulted"),
        (good.replacing(";1.2;", with: ";1.0;"), "p", "unsupported vault format"),
        (good.replacing("AES256", with: "ROT13"), "p", "unsupported vault format"),
        ("", "p", "not vaulted"),
    ]

    @Test(arguments: damages)
    func `damaged data is reported with its position and without plain text`(
        text: String, password: String, summary: String
    ) {
        #expect { try keyring(["prod": password]).open(sealed(text)) } throws: { error in
            guard let diagnostic = error as? Diagnostic else { return false }
            return diagnostic.summary == summary && diagnostic.span?.description == "group_vars/all.yml:2:12"
        }
    }

    @Test func `a missing password names the vault id and the ways to give it`() {
        #expect { try keyring([:]).open(sealed(Self.good)) } throws: { error in
            let diagnostic = error as? Diagnostic
            return diagnostic?.detail?.contains("vault id prod") == true
                && diagnostic?.help?.contains("--vault-id prod@FILE") == true
        }
    }

    /// Changes one bit of the content. Its digits are themselves written as two: 0x30 to 0x39 for 0 to 9.
    private static func flip(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        var digits = Array(lines.dropFirst().joined())
        let ends = stride(from: digits.count - 2, to: 0, by: -2)
        guard let index = ends.first(where: { digits[$0] == "3" }) else { return text }
        digits[index + 1] = digits[index + 1] == "0" ? "1" : "0"
        return lines[0] + "\n" + String(digits) + "\n"
    }
}

@Suite struct VaultFileTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func write(_ text: String, _ name: String, mode: Int = 0o600) throws -> String {
        let path = folder.appending(path: name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test func `an encrypted vars file is read and its values are hidden`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let registry = SecretRegistry()
        let ring = keyring(registry: registry)
        let text = "user: deploy\nport: 8080\npin: 123456\nlist: [token-1]\n"
        let path = try write(try ring.seal(Array(text.utf8)), "vault.yml")
        #expect(try ring.readYAML(path).root?.value.map?["user"] == "deploy")
        #expect(registry.mask("deploy 8080 123456 token-1 user") == "deploy 8080 ******** ******** user")
        #expect(registry.mask("user: deploy") == "user: ********")
    }

    @Test func `a broken encrypted file shows none of its lines`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let registry = SecretRegistry()
        let ring = keyring(registry: registry)
        let path = try write(try ring.seal(Array("pw: canary: x\n".utf8)), "vault.yml")
        #expect(throws: Diagnostics.self) { try ring.readYAML(path) }
        #expect(!registry.mask("pw: canary: x").contains("canary"))
    }

    @Test(arguments: [
        ("pw\n", 0o600, "plain", "pw"), ("  two words \n", 0o600, "plain", "two words"),
        ("#!/bin/sh\necho ' pw '\n", 0o700, "script.sh", " pw "),
        ("#!/bin/sh\necho \"$1 $2\"\n", 0o700, "my-client.sh", "--vault-id dev"),
    ])
    func `a password comes from a file or a program`(text: String, mode: Int, name: String, expected: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try write(text, name, mode: mode)
        #expect(try VaultIdentity.load(.init("dev@\(path)")).password.reveal() == expected)
    }

    @Test(arguments: [
        ("", 0o600, "empty", "empty vault password"),
        ("#!/bin/sh\nexit 3\n", 0o700, "fails", "program for the vault password failed"),
        ("just text\n", 0o700, "no-shebang", "program for the vault password failed"),
        ("#!/bin/sh\nexit 2\n", 0o700, "x-client", "unknown vault id"),
    ])
    func `a password source without a password is named`(text: String, mode: Int, name: String, summary: String) throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try write(text, name, mode: mode)
        #expect { try VaultIdentity.load(.init(path)) } throws: { error in
            (error as? Diagnostics)?.all.map(\.summary) == [summary]
        }
    }

    @Test func `vault ids are read as the option writes them`() {
        #expect(VaultIdentity.Source("dev@pw.txt") == .init("dev@pw.txt"))
        #expect(VaultIdentity.Source("dev@pw.txt").label == "dev")
        #expect(VaultIdentity.Source("@pw.txt").label == "default")
        #expect(VaultIdentity.Source("pw.txt").origin == "pw.txt")
        #expect(VaultIdentity.Source("dev@prompt").isPrompt)
        #expect(VaultIdentity.Source("pw.txt", unlabelled: "mine").label == "mine")
        #expect(VaultIdentity.Source(file: "a@b").origin == "a@b")
    }
}

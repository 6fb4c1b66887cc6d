import Controller
import Foundation
import Testing
import Values

@testable import Vault

/// `ansible-vault` beside the Python of `SWIFTPLAY_PYTHON`, or in `.build/venv`.
private enum AnsibleVault {
    static let path: String? = {
        let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        let beside = python.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/ansible-vault" }
        return [beside, ".build/venv/bin/ansible-vault"].compactMap(\.self)
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static func run(_ arguments: [String], in folder: String) throws {
        // The checkout's own ansible.cfg names a vault password, which would join those of the test.
        let configuration = folder + "/ansible.cfg"
        try Data("[defaults]\n".utf8).write(to: URL(fileURLWithPath: configuration))
        let call = ["ANSIBLE_CONFIG=\(configuration)", try #require(path)] + arguments
        var program = ControllerProgram("/usr/bin/env", call, timeout: .seconds(60))
        program.mostOutput = 1 << 20
        let outcome = try program.run()
        #expect(outcome.code == 0, "\(String(decoding: outcome.errors, as: UTF8.self))")
    }
}

@Suite(.enabled(if: AnsibleVault.path != nil, "needs ansible-vault beside SWIFTPLAY_PYTHON"))
struct AnsibleVaultTests {
    @Test(arguments: [nil, "dev"])
    func `each tool decrypts what the other has encrypted`(label: String?) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plain = "user: déploy\npw: x\n"
        try Data("pass word".utf8).write(to: URL(fileURLWithPath: folder + "/pw"))
        try Data(plain.utf8).write(to: URL(fileURLWithPath: folder + "/theirs"))
        let identity = label.map { ["--vault-id", "\($0)@\(folder)/pw"] } ?? ["--vault-password-file", folder + "/pw"]
        try AnsibleVault.run(["encrypt", folder + "/theirs"] + identity, in: folder)
        let source = VaultIdentity.Source((label.map { $0 + "@" } ?? "") + folder + "/pw")
        let ring = VaultKeyring([try VaultIdentity.load(source)], registry: SecretRegistry())
        #expect(try ring.readTemplate(folder + "/theirs").text == plain)

        try Data(try ring.seal(Array(plain.utf8)).utf8).write(to: URL(fileURLWithPath: folder + "/ours"))
        try AnsibleVault.run(["decrypt", folder + "/ours"] + identity, in: folder)
        #expect(try String(contentsOfFile: folder + "/ours", encoding: .utf8) == plain)
    }
}

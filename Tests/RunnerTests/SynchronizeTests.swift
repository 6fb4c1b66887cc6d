import Connection
import Foundation
import ModuleKit
import ModuleTesting
import Playbook
import Testing
import Transport
import Values

@testable import Runner

/// `synchronize`: the words for rsync and ssh, and a tree that rsync really copies where the host is this machine.
@Suite struct SynchronizeTests {
    private func bound(_ arguments: [(String, Value)]) throws -> Synchronize {
        let given = ([("src", "a"), ("dest", "b")] + arguments).map { GivenArgument($0.0, $0.1) }
        let action = try ActionFactory(Synchronize.self).bind(given, resources: FakeController(), at: nil)
        return try #require(action as? Synchronize)
    }

    @Test(
        "options of rsync",
        arguments: [
            ([], "--delay-updates -F --compress --archive"),
            ([("archive", false), ("recursive", true)], "--delay-updates -F --compress --recursive"),
            ([("owner", false), ("group", false)], "--delay-updates -F --compress --archive --no-owner --no-group"),
            ([("delete", true), ("compress", false), ("times", true)], "--delay-updates -F --archive --delete-after"),
            (
                [("rsync_opts", ["--exclude=x y"]), ("link_dest", "/old"), ("rsync_timeout", 9)],
                "--delay-updates -F --compress --archive --timeout=9 --link-dest=/old --exclude=x y"
            ),
        ] as [([(String, Value)], String)])
    func options(arguments: [(String, Value)], expected: String) throws {
        #expect(try bound(arguments).options == expected.options + ["--out-format=<<CHANGED>>%i %n%L"])
    }

    @Test func `ssh is given what the host's connection has`() throws {
        var options = ConnectionOptions(name: "web1", address: "10.9.0.1")
        #expect(try bound([]).ssh(options) == ["ssh", "-o", "BatchMode=yes", "-S", "none"])
        (options.port, options.privateKeyFiles, options.hostKeyChecking) = (2222, ["/k 1"], .acceptNew)
        options.sshArguments = ["-o 'ProxyCommand=nc %h 22'"]
        #expect(
            try bound([("ssh_connection_multiplexing", true)]).ssh(options) == [
                "ssh", "-o", "BatchMode=yes", "-p", "2222", "-i", "/k 1", "-o", "StrictHostKeyChecking=accept-new",
                "-o",
                "ProxyCommand=nc %h 22",
            ])
        #expect(
            try bound([("dest_port", 9), ("private_key", "/other")]).ssh(options).prefix(9).suffix(4) == [
                "-p", "9", "-i", "/other",
            ])
        options.password = Secret("s3cret")
        #expect(throws: ModuleFailure.self) { try bound([]).ssh(options) }
    }
}

extension String {
    /// Words, where a space within one stands before a small letter.
    fileprivate var options: [String] {
        split(separator: " ").reduce(into: [String]()) { words, word in
            if word.hasPrefix("-") || words.isEmpty {
                words.append(String(word))
            } else {
                words[words.count - 1] += " \(word)"
            }
        }
    }
}

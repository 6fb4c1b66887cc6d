import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

/// A user who turns names below a directory of his into links, as fast as he can, while root works there.
@Suite(.serialized) struct SwapTests {
    private static let user: uid_t = 65534
    private static let rounds = 1000

    @Test(.enabled(if: getuid() == 0), arguments: TestShell.allCases)
    func `a user who swaps directories for links cannot make root's files change`(shell: TestShell) async throws {
        let (home, victim, own, web) = (Scratch(), Scratch(), Scratch(), try TestWeb())
        defer {
            web.stop()
            for scratch in [home, victim, own] { scratch.remove() }
        }
        try #require(system(Self.preparing(home.path.text, victim.path.text)) == 0)
        let attacker = try #require(Self.attack(home.path.text, victim.path.text))
        defer {
            kill(attacker, SIGKILL)
            waitpid(attacker, nil, 0)
        }
        let connection = shell.connection()
        let before = try await connection.exchange([], then: [.contents(of: victim.path)], as: nil).answers[0].output?
            .standardOutput.text
        let steps = Self.steps(home.path) + Self.copies(from: home.path, into: own.path)
        let downloads = Self.downloads(home.path, from: web.url + "/fault/chunks")
        var taken = 0
        for round in 0..<(Self.rounds / steps.count + 1) {
            // They take far longer than all others.
            for row in round % 10 == 5 ? steps + downloads : steps {
                let outcome = try await connection.exchange(row, then: [], as: nil).outcomes[0]
                if !outcome.isFailure { taken += 1 }
            }
            try #require(!(try await connection.text(in: own.path).contains("untold")))
            guard round % 20 == 0 else { continue }
            let now = try await connection.exchange([], then: [.contents(of: victim.path)], as: nil).answers[0].output?
                .standardOutput.text
            try #require(now == before)
        }
        let after = try await connection.exchange([], then: [.contents(of: victim.path)], as: nil).answers[0].output?
            .standardOutput.text
        #expect(after == before)
        #expect(taken > Self.rounds / 20, "the user was so quick that nothing was done")
        await connection.close()
    }

    /// Each row is one exchange; the last ones are made ready together.
    private static func steps(_ home: RemotePath) -> [[Step]] {
        let own = FileAttributes(owner: "nobody", mode: 0o666)
        let content = Content(Array("of the task".utf8))
        let inFolder = home.appending("folder").appending("secret")
        let alone: [Step] = [
            .write(FileWrite(content, to: .init(inFolder, attributes: own, backup: true))),
            .write(FileWrite(content, to: .init(home.appending("file"), attributes: own))),
            .write(FileWrite(content, to: .init(home.appending("file"), attributes: own, inPlace: true))),
            .setAttributes(home.appending("file"), own, follow: false),
            .setAttributes(home.appending("file"), own, follow: true),
            .setAttributes(home.appending("folder"), own, follow: false),
            .setAttributes(home.appending("ours"), own, follow: true),
            .setAttributes(inFolder, own, follow: false),
            .makeDirectory(home.appending("folder").appending("new"), own),
            .write(FileWrite(content, to: .init(home.appending("ours/secret"), attributes: own))),
            .makeDirectory(home.appending("ours/new"), own),
            .touch(home.appending("ours/secret"), accessed: .now, modified: .now),
            .touch(inFolder, accessed: .now, modified: .now),
            .touch(home.appending("file"), accessed: .now, modified: .now),
            .link(Link(at: inFolder, to: "elsewhere")),
            .remove(inFolder),
            .copy(from: "/etc/passwd", to: .init(inFolder, attributes: own, backup: true)),
            .copy(from: "/etc/passwd", to: .init(home.appending("file"), attributes: own)),
            .writeTree(
                FileTree(
                    root: home.appending("folder"),
                    entries: [
                        FileTree.Entry(path: "new", content: nil, attributes: own),
                        FileTree.Entry(path: "secret", content: content, attributes: own),
                        FileTree.Entry(path: "new/secret", content: content, attributes: own),
                    ])),
            .writeOutput(of: Command("echo", "of", "the", "task"), to: .init(inFolder, attributes: own, backup: true)),
            .writeOutput(of: Command("echo", "of", "the", "task"), to: .init(home.appending("file"), attributes: own)),
            .run(unpacking(home)),
        ]
        let together = ["file", "kept", "folder/secret"].map {
            Step.write(FileWrite(content, to: .init(home.appending($0), attributes: own)))
        }
        return alone.map { [$0] } + [together, Array(together.dropLast())]
    }

    private static func unpacking(_ home: RemotePath) -> Command {
        var command = Command(
            .script(
                """
                cd "$SWIFTPLAY_INTO" && mkdir -p folder/new && chmod 777 folder/new && chown nobody folder folder/new &&
                    for name in file folder/secret folder/new/secret; do echo of the task >"$name"; done
                """, paths: []))
        command.unpacksInto = UnpackingDestination(
            home, directories: ["folder", "folder/new"], restored: ["folder", "folder/new"], restoresOwner: true)
        return command
    }

    /// Whatever these bring, it was the user's.
    private static func copies(from home: RemotePath, into own: RemotePath) -> [[Step]] {
        ["file", "folder/secret", "ours/secret"].map {
            [.copy(from: home.appending($0), to: .init(own.appending("copy")))]
        }
    }

    private static func downloads(_ home: RemotePath, from url: String) -> [[Step]] {
        [home.appending("folder").appending("secret"), home.appending("file")].map { path in
            let target = FileWrite.Target(path, attributes: FileAttributes(owner: "nobody", mode: 0o666))
            return [.download(Download(HTTPRequest("GET", url), to: target))]
        }
    }

    private static func preparing(_ home: String, _ victim: String) -> String {
        """
        set -e; mkdir '\(victim)/new'; echo untold >'\(victim)/secret'; echo untold >'\(victim)/new/secret'
        chmod 0600 '\(victim)/secret' '\(victim)/new/secret'; chmod 0755 '\(victim)'; chmod 0755 '\(home)'
        mkdir '\(home)/folder'; echo x >'\(home)/file'; echo x >'\(home)/folder/secret'; chown -R nobody '\(home)'
        ln -s folder '\(home)/ours'
        """
    }

    /// Links take the places of the file and the folder and go again, without end.
    private static func attack(_ home: String, _ victim: String) -> pid_t? {
        let script = """
            $) = "65534 65534"; $> = \(user); chdir $ARGV[0] or die;
            while (1) {
              for (["folder", $ARGV[1]], ["file", "$ARGV[1]/secret"], ["ours", $ARGV[1]]) {
                my ($name, $target) = @$_;
                symlink $target, "$name.link"; rename $name, "$name.kept"; rename "$name.link", $name;
                rename $name, "$name.link"; rename "$name.kept", $name;
              }
            }
            """
        var pid = pid_t()
        let words = ["perl", "-e", script, home, victim].map { (word: String) in strdup(word) } + [nil]
        defer { words.forEach { free($0) } }
        return posix_spawnp(&pid, "perl", nil, nil, words, environ) == 0 ? pid : nil
    }
}

extension ShellConnection {
    /// Of all files of a directory.
    fileprivate func text(in directory: RemotePath) async throws -> String {
        let query = Query.command(Command(.script(#"cat "$1"/* 2>/dev/null"#, paths: [directory])))
        return try await exchange([], then: [query], as: nil).answers[0].output?.standardOutput.text ?? ""
    }
}

extension Query {
    /// Names, owners, modes, times of change and digests.
    fileprivate static func contents(of directory: RemotePath) -> Query {
        .command(
            Command(
                .script(
                    #"cd "$1"; find . -exec ls -ldn --full-time {} +; find . -type f -exec cat {} +"#,
                    paths: [directory])))
    }
}

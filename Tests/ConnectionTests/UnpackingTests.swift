import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

/// Programs that unpack: straight to the place, or beside it where another user could put links in the way.
@Suite(.enabled(if: getuid() == 0)) struct UnpackingTests {
    @Test(arguments: TestShell.allCases)
    func `what is moved to its place is the same as what is unpacked there`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            try #require(system("cd '\(directory.text)' && { \(Self.archive); }") == 0)
            var trees: [String] = []
            for (name, mode) in [("own", "755"), ("shared", "777")] {
                let root = directory.appending(name)
                try #require(system("mkdir -m \(mode) '\(root.text)' && cd '\(root.text)' && { \(Self.before); }") == 0)
                let outcome = try await connection.exchange(
                    [.run(Self.unpacking(directory, into: root))], then: [], as: nil
                ).outcomes[0]
                #expect(outcome.output?.exitCode == 0, "\(outcome)")
                #expect(outcome.output?.standardOutput.text == (mode == "755" ? "" : "beside\n"))
                let list = Command(.script(Self.listing, paths: [root]))
                let tree = try await connection.exchange([], then: [.command(list)], as: nil).answers[0].output
                trees.append(tree?.standardOutput.text ?? "")
            }
            #expect(trees[0] == trees[1])
            #expect(trees[0].split(separator: "\n").count == 17, "\(trees[0])")
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a directory with files does not give way to a file, and nothing is left behind`(shell: TestShell) async throws
    {
        try await shell.session { connection, directory in
            try #require(system("cd '\(directory.text)' && { \(Self.archive); }") == 0)
            let root = directory.appending("shared")
            try #require(system("mkdir -pm 777 '\(root.text)/plain/full'; chmod 777 '\(root.text)'") == 0)
            let outcome = try await connection.exchange(
                [.run(Self.unpacking(directory, into: root))], then: [], as: nil
            ).outcomes[0]
            #expect(outcome.isFailure)
            #expect("\(outcome)".contains("plain is a directory, where a file is to go"))
            #expect(system("ls -A '\(root.text)' | grep -q swiftplay") != 0)
        }
    }

    private static func unpacking(_ directory: RemotePath, into root: RemotePath) -> Command {
        var command = Command(
            .script(
                """
                [ "$SWIFTPLAY_INTO" -ef "$2" ] || echo beside
                /bin/tar -C "$SWIFTPLAY_INTO" -xf "$1"
                """, paths: [directory.appending("a.tar"), root]))
        command.unpacksInto = UnpackingDestination(
            root, directories: ["kept", "kept/in it", "new"], restored: ["", "kept", "kept/in it", "new"],
            restoresOwner: true)
        return command
    }

    /// With names that a shell could take for something else.
    private static let archive = """
        umask 022; mkdir -p tree/new 'tree/kept/in it'; cd tree; echo 1 >plain; echo 2 >kept/file; echo 3 >'kept/in it/-f'
        echo 4 >new/.hidden; echo 5 >new/..hidden; echo 6 >'*'; ln -s plain link; ln kept/file hard; ln -s /etc new/etc
        chmod 4750 plain; chmod 711 'kept/in it'; chown 3:4 kept kept/file; touch -t 200102030405 kept new kept/file .
        tar -cf ../a.tar .; cd ..; rm -rf tree
        """

    /// An old file, a directory with another mode and something that stays, an empty directory where a file goes.
    private static let before = """
        umask 022; mkdir -p kept/more plain; echo old >kept/file; echo stays >kept/more/stays; chmod 700 kept; mkdir kept/of
        ln -s elsewhere link
        """

    private static let listing = """
        cd "$1" && find . -exec stat -c '%n %F %a %u:%g %h %s' {} + | sort
        find . -type f -exec cat {} + | sort | tr -d '\\n'; find . -type l -exec readlink {} + | sort | tr -d '\\n'
        stat -c %Y . kept new kept/file | tr '\\n' ' '
        """
}

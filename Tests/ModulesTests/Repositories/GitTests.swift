import ModuleKit
import Testing
import Values

@testable import Modules

private let old = String(repeating: "a", count: 40)
private let new = String(repeating: "b", count: 40)

/// A host with git and, unless `head` is empty, a checkout of master in /c; the remote is at `new`.
private struct Checkout {
    var head = old
    var branch = "master"
    var url = "https://x.org/a.git"
    var status = ""
    var submodules = ""
    var remote = "ref: refs/heads/master\tHEAD\n\(new)\tHEAD\n\(new)\trefs/heads/master\n\(new)\trefs/tags/v1\n"

    func say(_ words: String) -> CommandOutput {
        if words.contains(" ls-remote ") {
            return remote.isEmpty ? .saying("", exitCode: 128, errors: "no") : .saying(remote)
        }
        guard !head.isEmpty else { return .saying("", exitCode: 128, errors: "fatal: not a git repository") }
        if words.hasSuffix("--verify -q HEAD") { return .saying(head + "\n") }
        if words.contains("--absolute-git-dir") { return .saying("/c/.git\n\n") }
        if words.contains("symbolic-ref") { return branch.isEmpty ? .saying("", exitCode: 1) : .saying(branch + "\n") }
        if words.contains("config --get") { return .saying(url + "\n") }
        if words.contains("status --porcelain") { return .saying(status) }
        if words.contains("submodule status") { return .saying(submodules) }
        return .saying("", exitCode: 1)
    }
}

private let host: [Query: Answer] = [.program("git"): .program(RemotePath("/usr/bin/git"))]

private func trial(_ wish: String, _ checkout: Checkout) throws -> Trial {
    try Trial(
        Git.self,
        "{repo: 'https://x.org/a.git', dest: /c, \(wish.contains("recursive") ? "" : "recursive: false, ")\(wish)}",
        host, programs: checkout.say)
}

private func calls(_ trial: Trial) -> [String] {
    trial.commands.map { $0.replacing("git -C /c ", with: "").replacing("git clone", with: "clone") }
}

@Suite struct GitTests {
    @Test(
        "a new clone uses the given options",
        arguments: [
            ("", ["clone --origin origin -- https://x.org/a.git /c"]),
            ("version: master", ["clone --origin origin --branch master -- https://x.org/a.git /c"]),
            (
                "version: v1, depth: 1",
                ["clone --origin origin --depth 1 --branch v1 --no-single-branch -- https://x.org/a.git /c"]
            ),
            ("version: \(new)", ["clone --origin origin -- https://x.org/a.git /c", "checkout --force \(new) --"]),
            ("version: abcdef1", ["clone --origin origin -- https://x.org/a.git /c", "checkout --force abcdef1 --"]),
            ("version: ABCD", ["clone --origin origin -- https://x.org/a.git /c", "checkout --force ABCD --"]),
            (
                "version: abcdef1, depth: 1",
                ["clone --origin origin --no-single-branch -- https://x.org/a.git /c", "checkout --force abcdef1 --"]
            ),
            ("bare: true", ["clone --bare -- https://x.org/a.git /c"]),
            (
                "single_branch: true, reference: /r, separate_git_dir: /g",
                [
                    "clone --origin origin --single-branch --reference /r --separate-git-dir=/g -- https://x.org/a.git /c"
                ]
            ),
            (
                "refspec: '+refs/pull/*:refs/heads/*'",
                [
                    "clone --origin origin -- https://x.org/a.git /c", "fetch origin +refs/pull/*:refs/heads/*",
                ]
            ),
            (
                "recursive: true",
                [
                    "clone --origin origin -- https://x.org/a.git /c", "submodule sync --recursive",
                    "submodule update --init --recursive",
                ]
            ),
            ("clone: false", []),
        ])
    func cloning(wish: String, expected: [String]) throws {
        #expect(calls(try trial(wish, Checkout(head: ""))) == expected)
    }

    @Test(
        "an existing checkout is updated only if needed",
        arguments: [
            ("", Checkout(head: new), []),
            ("", Checkout(), ["fetch --force --tags origin", "checkout --force -B master origin/master --"]),
            ("version: master", Checkout(head: new), []),
            ("version: v1", Checkout(), ["fetch --force --tags origin", "checkout --force v1 --"]),
            ("version: \(old)", Checkout(), []),
            ("version: \(new)", Checkout(), ["fetch --force --tags origin", "checkout --force \(new) --"]),
            (
                "depth: 1, version: master", Checkout(),
                [
                    "fetch --force --depth 1 origin +refs/heads/master:refs/remotes/origin/master",
                    "checkout --force -B master origin/master --",
                ]
            ),
            ("update: false", Checkout(), []),
            ("bare: true", Checkout(), ["fetch --force --tags origin +refs/heads/*:refs/heads/*"]),
            ("force: true", Checkout(head: new, status: " M f\n"), ["reset --hard HEAD --"]),
            ("", Checkout(head: new, url: "https://y.org/a.git"), ["remote set-url origin https://x.org/a.git"]),
            (
                "version: master", Checkout(head: new, branch: "other"),
                [
                    "fetch --force --tags origin", "checkout --force -B master origin/master --",
                ]
            ),
        ] as [(String, Checkout, [String])])
    fileprivate func updating(wish: String, checkout: Checkout, expected: [String]) throws {
        #expect(calls(try trial(wish, checkout)) == expected)
    }

    @Test func `submodules at another commit are reset`() throws {
        let wish = "{repo: 'https://x.org/a.git', dest: /c}"
        let moved = Checkout(head: new, submodules: "+\(old) lib (v1)\n")
        let trial = try Trial(Git.self, wish, host, programs: moved.say)
        #expect(calls(trial) == ["submodule sync --recursive", "submodule update --init --recursive"])
        #expect(trial.changed)
        let right = Checkout(head: new, submodules: " \(old) lib (v1)\n")
        #expect(try Trial(Git.self, wish, host, programs: right.say).steps.isEmpty)
    }

    @Test func `check mode reports both commits`() throws {
        let update = try trial("", Checkout()).result(checkMode: true)
        #expect(update == ["before": .string(old), "after": .string(new), "remote_url_changed": false])
        let clone = try trial("", Checkout(head: "")).result(checkMode: true)
        #expect(clone["before"] == .null && clone["after"] == .string(new))
    }

    @Test func `switching to a branch at the same commit is no change`() throws {
        #expect(try !trial("version: master", Checkout(head: new, branch: "other")).changed)
    }

    @Test func `git neither prompts nor runs remote helpers`() throws {
        guard
            case .run(let command)? = try trial("key_file: \"/k y'\", accept_newhostkey: true", Checkout(head: ""))
                .steps.first
        else { throw TrialEnd() }
        let environment = Dictionary(command.environment.map { ($0.name, $0.value.reveal()) }) { $1 }
        #expect(environment["GIT_TERMINAL_PROMPT"] == "0")
        #expect(environment["GIT_ALLOW_PROTOCOL"]?.contains("ext") == false)
        #expect(
            environment["GIT_SSH_COMMAND"]
                == #"ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -i '/k y'\''' -o IdentitiesOnly=yes"#)
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{repo: 'ext::sh -c id', dest: /c}", "scheme not allowed: ext::sh -c id"),
            ("{repo: 'javascript://x', dest: /c}", "scheme not allowed: javascript://x"),
            ("{repo: '--upload-pack=id', dest: /c}", "`repo` starts with a dash: --upload-pack=id"),
            ("{repo: 'ssh://-oProxyCommand=id/x', dest: /c}", "name starts with a dash: -oProxyCommand=id"),
            ("{repo: 'https://x', dest: /c, version: --output=x}", "`version` starts with a dash: --output=x"),
            ("{repo: 'https://x', dest: /c, version: 'a b'}", "`version` is not a valid revision name: a b"),
            ("{repo: 'https://x', dest: /c, refspec: -x}", "`refspec` starts with a dash: -x"),
            ("{repo: 'https://x'}", "`clone: true` needs `dest`"),
            (
                "{repo: 'https://x', dest: /c, archive: /a.rar}",
                "the name of the archive does not show its format: /a.rar"
            ),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(Git.self, arguments, host) == expected)
    }

    @Test func `local changes are kept unless force says otherwise`() {
        let task = "{repo: 'https://x.org/a.git', dest: /c, recursive: false}"
        let modified = Checkout(status: " M f\n")
        #expect(
            Trial.failure(Git.self, task, host, programs: modified.say)
                == "Local modifications exist in the destination: /c, and `force` is not given")
        #expect(
            Trial.failure(Git.self, task, host, programs: Checkout(remote: "").say)
                == "the remote https://x.org/a.git cannot be queried: no")
        #expect(
            Trial.failure(Git.self, task, programs: Checkout().say) == "git is not installed on the host")
    }
}

import Controller
internal import Glibc
import Values

/// The person's editor, which has the terminal for as long as it runs.
///
/// `EDITOR`, with any arguments in it, else the `editor` of ansible.cfg, else vi.
struct Editor {
    private let words: [String]

    init(_ vault: VaultSession) {
        let given = Shlex(vault.configuration[\.vault.editor]).texts
        words = given.isEmpty ? ["vi"] : given
    }

    /// Runs it on a file and waits for its end.
    ///
    /// - Throws: a diagnostic if it cannot be started or ends with a failure, by which editors say that nothing
    ///   should be saved.
    func open(_ path: String) throws(Diagnostic) {
        // What is typed to stop the editor's own work is not for this program.
        let signals = [SIGINT, SIGQUIT]
        let handlers = signals.map { signal($0, SIG_IGN) }
        defer { for (number, handler) in zip(signals, handlers) { signal(number, handler) } }
        var status: Int32 = 0
        let child = try start(path)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw .editorFailed(words[0]) }
    }

    private func start(_ path: String) throws(Diagnostic) -> pid_t {
        let arguments: [UnsafeMutablePointer<CChar>?] = (words + [path]).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        actions.closeTheRest()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, arguments, environ)
        guard code == 0 else { throw .noEditor(words[0], String(cString: strerror(code))) }
        return child
    }
}

extension Diagnostic {
    fileprivate static func noEditor(_ name: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            "vault", "the editor cannot be started", detail: "\(name): \(reason.lowercased()).",
            help: "name one that is installed: EDITOR=nano")
    }

    fileprivate static func editorFailed(_ name: String) -> Diagnostic {
        Diagnostic(
            "vault", "the editor failed",
            detail: "\(name) did not exit with code 0, so nothing was saved.")
    }
}

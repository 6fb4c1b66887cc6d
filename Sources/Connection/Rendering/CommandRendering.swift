import ModuleKit
import Values

/// Programs: arguments or shell text, with directory, environment, input and umask.
enum CommandRendering {
    /// - Parameter isStep: Whether it is done rather than asked: a step says why its program cannot be run, while to a
    ///   question a program that is missing is an answer.
    static func frame(_ command: Command, isStep: Bool = false) -> Frame {
        let run = running(command, isStep ? "sp_exec" : "exec")
        let isLarge = command.input.map { $0.count > largestInline } ?? false
        let text = isLarge ? fromUpload(command.input?.count ?? 0, run) : reading(command.input, run)
        var frame = Frame(text, needs: pieces(command))
        frame.timeout = command.timeout
        if isLarge { frame.upload = command.input.map { .bytes($0) } }
        return frame
    }

    /// The command as a part of a step, with all of its input in the text.
    static func part(_ command: Command) -> ShellText { reading(command.input, running(command, "sp_exec")) }

    static func pieces(_ command: Command) -> [PreludePiece] {
        (command.download == nil ? [] : [.writing, .http]) + (command.unpacksInto == nil ? [] : [.writing, .tree])
    }

    /// Larger inputs are sent raw: shells read their script byte by byte or in small blocks.
    static let largestInline = 32 << 10

    static func group(_ command: Command, at index: Int) -> QueryGroup {
        QueryGroup([index], frames: [frame(command)], patience: nil) { replies in
            [index: answer(replies[0])]
        }
    }

    private static func answer(_ reply: FrameReply) -> Answer {
        if let failure = HostFailure.reported(in: reply) { return .refused(failure.message) }
        return .command(CommandOutput(reply))
    }

    private static func running(_ command: Command, _ exec: ShellText) -> ShellText {
        var run = program(command, exec)
        if let destination = command.unpacksInto { run = TreeRendering.unpacking(into: destination, run) }
        if let request = command.download { run = HTTPRendering.bringing(request, for: run) }
        return setting(command) + run
    }

    private static func reading(_ input: [UInt8]?, _ run: ShellText) -> ShellText {
        guard let input, !input.isEmpty else { return run }
        return "\(ShellText.printing(input)) 2>/dev/null | ( \(run) )"
    }

    /// A large input passes through a file of its own: a program that does not read it all must not stop the upload, and none
    /// may begin before all of it is there, since contact may be lost on the way.
    private static func fromUpload(_ size: Int, _ run: ShellText) -> ShellText {
        """
        sp_need head; sp_umask=$(umask); umask 077
        sp_t=${TMPDIR:-/tmp}/.swiftplay-$sp_m; (set -C; : >"$sp_t") || sp_no other 'no temporary file'
        sp_tidy_at_end
        sp_go; sp_receive_whole \(size) "$sp_t" || sp_no noSpace 'no room for the input'
        umask "$sp_umask"
        trap - HUP INT PIPE TERM
        ( rm -f "$sp_t"; \(run) ) <"$sp_t"; sp_rc=$?
        sp_t=; exit "$sp_rc"
        """
    }

    private static func setting(_ command: Command) -> ShellText {
        var text: ShellText = ""
        for variable in command.environment { text += setting(variable) }
        if let directory = command.workingDirectory {
            let complaint = "\(MatchedPhrase.noSuchDirectory) to \(directory)"
            // A task's `CDPATH` is not meant for this.
            text += "CDPATH= cd -P \(directory) >/dev/null 2>&1 || sp_no other \(complaint); "
        }
        if let umask = command.umask { text += "umask \(ShellText(umask.octal)); " }
        return text
    }

    private static func setting(_ variable: EnvironmentVariable) -> ShellText {
        guard variable.name.isShellName else {
            return "sp_no other \("the shell cannot set an environment variable named \(variable.name)"); "
        }
        let name = ShellText(variable.name)
        return "\(name)=\(variable.value.reveal()); export \(name); "
    }

    private static func program(_ command: Command, _ exec: ShellText) -> ShellText {
        switch command.form {
        case .arguments(let words): running("\(words)", exec, CommandSize(command))
        case .expanded(let words): running(ShellText(expanding: words), exec, CommandSize(command))
        case .shell(let text, let executable): shell(text, executable ?? "/bin/sh", CommandSize(command))
        // Our own texts, which the shell that speaks to us understands without another process.
        case .script(let text, let paths): "set -- \(paths); eval \(text)"
        }
    }

    /// Where exec fails for the size of what it is given, and only there, another program cannot be given it either.
    private static func running(_ words: ShellText, _ exec: ShellText, _ size: CommandSize) -> ShellText {
        guard !size.isSmall else { return exec + " " + words }
        return """
            set -- \(words); ( \(exec) "$@" ); sp_rc=$?
            [ "$sp_rc" != 126 ] || /bin/sh -c : sh "$@" 2>/dev/null || sp_no tooLong \(size.complaint)
            exit "$sp_rc"
            """
    }

    /// Shell text goes through the environment, which only its owner may read: every user sees argument lists.
    private static func shell(_ text: String, _ executable: String, _ size: CommandSize) -> ShellText {
        guard takesPieces(executable) else { return running("\(executable) -c \(text)", "exec", size) }
        let parts = text.parts(of: largestVariable)
        let names = parts.indices.map { $0 == 0 ? "SWIFTPLAY_TEXT" : "SWIFTPLAY_TEXT\($0)" }
        let unpack = "eval \"unset \(names.joined(separator: " "))\n\(names.map { "${\($0)}" }.joined())\""
        let set = zip(names, parts).map { name, part -> ShellText in
            "\(ShellText(name))=\(part); export \(ShellText(name)); "
        }
        return set.reduce("", +) + running("\(executable) -c \(unpack)", "exec", size)
    }

    /// Whether shell text reaches this shell in pieces.
    static func takesPieces(_ executable: String?) -> Bool {
        guard let executable else { return true }
        return knownShells.contains(executable.split(separator: "/").last.map(String.init) ?? executable)
    }

    /// Linux takes no string of more than 128 KiB in an environment.
    private static let largestVariable = 120 << 10

    private static let knownShells: Set<String> = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"]
}

extension String {
    /// The text in pieces of at most so many bytes; at least one.
    fileprivate func parts(of size: Int) -> [String] {
        var parts: [String] = []
        var rest = utf8[...]
        while rest.count > size {
            var end = rest.index(rest.startIndex, offsetBy: size)
            // A byte of the form 10xxxxxx belongs to the character before.
            while rest[end] & 0xC0 == 0x80 { rest.formIndex(before: &end) }
            parts.append(String(Substring(rest[..<end])))
            rest = rest[end...]
        }
        return parts + [String(Substring(rest))]
    }

    /// Whether this is a name in the sense of POSIX, 3.235: letters, digits and underscores, no digit first.
    var isShellName: Bool {
        guard let first = utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return utf8.allSatisfy(\.isOfName)
    }
}

extension CommandOutput {
    init(_ reply: FrameReply) {
        self.init(
            exitCode: reply.status ?? -1, standardOutput: reply.output, standardError: reply.errors,
            timedOut: reply.timedOut)
    }
}

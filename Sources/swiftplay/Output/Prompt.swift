internal import Glibc
import Values

/// Asks the person at the terminal, never whoever feeds standard input.
enum Prompt {
    /// Whether there is a terminal to ask at.
    static var isPossible: Bool {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        if terminal >= 0 { close(terminal) }
        return terminal >= 0
    }

    /// A password that an option asks for: where there is no terminal, as in a pipeline, a line of standard input.
    static func password(_ question: String) throws(Diagnostic) -> String {
        if !isPossible, let piped = line(from: STDIN_FILENO) { return piped }
        return try ask(question, isSecret: true)
    }

    /// - Parameter isSecret: Nothing typed is shown.
    /// - Throws: where nobody and nothing answers.
    static func ask(_ question: String, isSecret: Bool) throws(Diagnostic) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw Diagnostic(
                "prompt", "no terminal to ask on", detail: "\"\(question)\" needs an answer.",
                help: "give it in a file or a variable instead")
        }
        defer { close(terminal) }
        show(question + ": ", on: terminal)
        let typed =
            isSecret ? withoutEcho(terminal) { line(from: terminal, interruption: interruption) } : line(from: terminal)
        return typed ?? ""
    }

    /// Control-C.
    private static let interruption: UInt8 = 3

    private static func withoutEcho(_ terminal: Int32, _ body: () -> String?) -> String? {
        var before = termios()
        tcgetattr(terminal, &before)
        var silent = before
        // Control-C comes as a key that ends the line, so that the terminal is not left without echo.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = interruption }
        tcsetattr(terminal, TCSAFLUSH, &silent)
        let answer = body()
        tcsetattr(terminal, TCSAFLUSH, &before)
        show("\n", on: terminal)
        guard let answer else { exit(130) }
        return answer
    }

    private static func show(_ text: String, on terminal: Int32) {
        _ = Array(text.utf8).withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
    }

    /// One line, read byte by byte so that the next question gets the next; `nil` at the end.
    ///
    /// - Parameter interruption: A key that ends it as the end does.
    private static func line(from descriptor: Int32, interruption: UInt8? = nil) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(hostBytes: bytes) }
            if byte == interruption { return nil }
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : String(hostBytes: bytes)
    }
}

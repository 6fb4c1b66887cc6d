internal import Glibc
import Report
import Synchronization
import Values

/// Standard output and standard error, and the person behind them if there is one.
///
/// Results go to standard output, talk to standard error. Every text is masked on its way out unless said otherwise.
final class Terminal: Sendable {
    let theme: Theme
    let errorTheme: Theme
    /// Columns that a line of stars fills: one less than the terminal has, or 79 without one.
    let width: Int
    private let secrets: SecretRegistry
    private let isOpen = Atomic<Bool>(true)

    static let standard = Terminal(environment: Environment.current, secrets: SecretRegistry())

    /// - Parameters:
    ///   - colour: What settings say; `nil` leaves it to the environment and the terminal.
    ///   - palette: The codes of colours that are not the usual ones.
    init(
        environment: [String: String], secrets: SecretRegistry, colour: Bool? = nil, palette: [Theme.Tone: String] = [:]
    ) {
        self.secrets = secrets
        theme = Theme(isColoured: Self.isColoured(STDOUT_FILENO, environment, colour), codes: palette)
        errorTheme = Theme(isColoured: Self.isColoured(STDERR_FILENO, environment, colour), codes: palette)
        width = Self.columns - 1
        // A closed pipe is noticed by the failed write; it must not end the run.
        signal(SIGPIPE, SIG_IGN)
    }

    /// - Parameter masked: Off for what the user asked to see in the clear.
    func write(_ text: String, masked: Bool = true) { write(raw: Array((masked ? secrets.mask(text) : text).utf8)) }

    /// Bytes that the user asked to see as they are.
    func write(raw bytes: [UInt8]) {
        guard isOpen.load(ordering: .relaxed), !bytes.isEmpty else { return }
        // `| head` closes the pipe: the run goes on in silence, as its hosts should not suffer from it.
        if !Self.write(bytes, to: STDOUT_FILENO) { isOpen.store(false, ordering: .relaxed) }
    }

    func tell(_ text: String) { _ = Self.write(Array(secrets.mask(text).utf8), to: STDERR_FILENO) }

    /// Whether a person sits before standard input and output.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Whether a person sees standard error as it comes.
    static var hasErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 && Environment.current["TERM"] != "dumb" }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR, errno != EAGAIN { return false }
            sent += Swift.max(0, count)
        }
        return true
    }

    /// What the settings say goes before what the environment says to all programs.
    private static func isColoured(_ descriptor: Int32, _ environment: [String: String], _ colour: Bool?) -> Bool {
        if let colour { return colour }
        let isSet = { (name: String) in !(environment[name] ?? "").isEmpty }
        if isSet("NO_COLOR") { return false }
        if isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE") { return true }
        return isatty(descriptor) == 1 && environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
    }

    private static var columns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 80
        }
        return Int(size.ws_col)
    }
}

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
    private let output = OutputSink(STDOUT_FILENO)
    private let errors = OutputSink(STDERR_FILENO)
    /// What could not be written to, by the names that people were told.
    private let lost = Mutex<Set<String>>([])

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
        if let reason = output.write(bytes) { lose("standard output", because: reason) }
    }

    func tell(_ text: String) {
        if errors.write(Array(secrets.mask(text).utf8)) != nil { lost.withLock { _ = $0.insert("standard error") } }
    }

    /// Whether everything that was to be written has been.
    var isWhole: Bool { lost.withLock(\.isEmpty) }

    /// Tells, once for each place, that it cannot be written to. Hosts should not suffer from that, so the work goes on
    /// without it; its end is an error.
    func lose(_ destination: String, because reason: String) {
        guard lost.withLock({ $0.insert(destination).inserted }) else { return }
        let diagnostic = Diagnostic(
            "output", "output cannot be written",
            detail: "\(destination): \(reason.hasSuffix(".") ? reason : reason + ".") Nothing more is written there.")
        tell(DiagnosticText(theme: errorTheme, secrets: secrets).text(diagnostic))
    }

    /// Closed descriptors stay closed: no file that is opened later may take the place of an output.
    static func keepClosedDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Whether a person sits before standard input and output.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Whether a person sees standard error as it comes.
    static var hasErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 && Environment.current["TERM"] != "dumb" }

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

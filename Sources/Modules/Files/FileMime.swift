import ModuleKit
import Values

/// What file(1) takes the contents of a file for.
struct FileMime: Sendable, Hashable {
    let type: String
    let charset: String

    static let unknown = FileMime(type: "unknown", charset: "unknown")

    /// Asked on the side: where nobody knows, because the host has no file(1) or an earlier task would change the file,
    /// all else is told nevertheless.
    static func probe(_ path: RemotePath) -> Probe<FileMime> {
        let query = Query.command(Command(.script(question, paths: [path])).reading([.path(path)]))
        return Probe([query]) { answers in
            guard case .command(let output)? = answers[query] else { return .unknown }
            return FileMime(output.standardOutput.text) ?? .unknown
        }
    }

    private static let question = """
        { [ -e "$1" ] || [ -L "$1" ]; } && command -v file >/dev/null && LC_ALL=C exec file -b -i -- "$1"
        """

    /// Reads `text/plain; charset=us-ascii`.
    private init?(_ text: String) {
        let parts = text.trimmed.split(separator: "; charset=", maxSplits: 1)
        guard parts.count == 2, parts[0].contains("/"), !text.trimmed.contains(where: \.isWhitespace) else {
            return nil
        }
        self.init(type: String(parts[0]), charset: String(parts[1]))
    }

    private init(type: String, charset: String) {
        self.type = type
        self.charset = charset
    }
}

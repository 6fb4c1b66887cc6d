import ModuleKit
import Values

/// How a host's own words are put into the kinds that modules tell apart.
enum HostFailure {
    /// The failure that a function of the prelude reported, if it did.
    static func reported(in reply: FrameReply) -> StepFailure? {
        guard reply.status == 99, let line = marked(in: reply) else { return nil }
        let kind = kinds[line.kind] ?? .other
        let words = reply.errors.text.trimmed
        let message = [line.message, words].filter { !$0.isEmpty }.joined(separator: ": ")
        return StepFailure(kind == .other ? classify(words) : kind, message)
    }

    private static func marked(in reply: FrameReply) -> (kind: String, message: String)? {
        let mark = Array("\n#\(reply.marker)".utf8)
        let bytes = reply.output.bytes[...]
        guard let start = bytes.firstIndex(of: mark, from: 0) else { return nil }
        let rest = bytes[(start + mark.count)...]
        guard let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return (String(hostBytes: rest[..<lineEnd]), String(hostBytes: rest[(lineEnd + 1)...]))
    }

    /// The failure of a tool that ended with something other than 0.
    static func ofTool(_ reply: FrameReply) -> StepFailure {
        let words = reply.errors.text.trimmed
        let text = words.isEmpty ? "ended with exit code \(reply.status ?? -1) and no message" : words
        return StepFailure(classify(words), text)
    }

    /// The tools were told to speak the C locale's language.
    static func classify(_ words: String) -> StepFailure.Kind {
        phrases.first { words.contains($0.0) }?.1 ?? .other
    }

    private static let phrases: [(String, StepFailure.Kind)] = [
        ("No space left on device", .noSpace),
        ("Disk quota exceeded", .noSpace),
        ("Read-only file system", .readOnly),
        ("Permission denied", .permission),
        ("Operation not permitted", .permission),
        ("No such file or directory", .missingParent),
        ("nonexistent directory", .missingParent),
    ]

    private static let kinds: [String: StepFailure.Kind] = [
        "noSpace": .noSpace, "permission": .permission, "readOnly": .readOnly, "missingParent": .missingParent,
        "missingTool": .missingTool, "validation": .validation, "digest": .digest, "timeout": .timeout,
        "connection": .connection, "superseded": .superseded, "busy": .busy, "tooLong": .tooLong,
    ]
}

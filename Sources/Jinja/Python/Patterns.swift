import Synchronization
import Values

/// Regular expressions by their text, each compiled once.
enum Patterns {
    private struct Key: Hashable {
        let pattern: String
        let flags: PythonRegex.Flags
    }

    /// Patterns a run uses are few; a template that makes up thousands of them only loses the cache.
    private static let mostKept = 500
    private static let kept = Mutex<[Key: PythonRegex]>([:])

    static func regex(_ pattern: String, _ flags: PythonRegex.Flags = []) throws(Fault) -> PythonRegex {
        let key = Key(pattern: pattern, flags: flags)
        if let known = kept.withLock({ $0[key] }) { return known }
        let regex: PythonRegex
        do {
            regex = try PythonRegex(pattern, flags: flags)
        } catch {
            let position = error.offset.map { " at position \($0)" } ?? ""
            throw Fault.failed(
                "invalid regular expression", "`\(pattern)` cannot be parsed: \(error.message)\(position).")
        }
        kept.withLock {
            if $0.count >= mostKept { $0.removeAll() }
            $0[key] = regex
        }
        return regex
    }

    /// What a match answers, with its errors as ours.
    static func run<Result>(_ body: () throws(RegexError) -> Result) throws(Fault) -> Result {
        do {
            return try body()
        } catch {
            throw Fault.failed("regular expression cannot be applied", "\(error.message.capitalizedFirst).")
        }
    }

    static func first(_ pattern: String, in text: String) throws(Fault) -> PythonRegex.Match? {
        let regex = try regex(pattern)
        return try run { () throws(RegexError) in try regex.firstMatch(in: text) }
    }

    static func matches(_ pattern: String, in text: String) throws(Fault) -> [PythonRegex.Match] {
        let regex = try regex(pattern)
        return try run { () throws(RegexError) in try regex.matches(in: text) }
    }

    static func replace(_ pattern: String, in text: String, with template: String) throws(Fault) -> String {
        let regex = try regex(pattern)
        return try run { () throws(RegexError) in try regex.replacing(in: text, with: template).text }
    }
}

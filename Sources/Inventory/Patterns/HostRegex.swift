import Values

/// The regular expression of a pattern `~…`, matched at the start of names as Python's `match` does.
enum HostRegex {
    static func matcher(_ pattern: String) throws(Diagnostics) -> (String) -> Bool {
        do {
            let regex = try PythonRegex(pattern)
            // A match that runs out of steps is no match: the pattern then selects less, never more.
            return { ((try? regex.prefixMatch(of: $0)) ?? nil) != nil }
        } catch {
            throw Diagnostics(
                Diagnostic(
                    "hosts", "invalid regular expression",
                    detail: "`\(pattern)` in a host pattern: \(error.message)."))
        }
    }
}

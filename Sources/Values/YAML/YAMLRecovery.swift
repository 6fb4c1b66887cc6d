/// Where reading may honestly go on behind a syntax error: at the next item of the outermost list or mapping.
struct YAMLRecovery {
    private let spans: YAMLSpans
    private let isList: Bool

    init(_ spans: YAMLSpans) {
        self.spans = spans
        let file = spans.file
        let first = (1...file.lineCount).lazy.compactMap { file.line($0) }
            .first { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("---") && !$0.hasPrefix("%") }
        isList = first?.hasPrefix("-") ?? true
    }

    /// The line to read on from, counted from 1; `nil` if none of the lines left begins an item.
    func lineToResume(after failure: YAMLProblem) -> Int? {
        let file = spans.file
        let failed = broken(failure)
        guard failed < file.lineCount else { return nil }
        return ((failed + 1)...file.lineCount).first { number in file.line(number).map(begins) ?? false }
    }

    /// The last line that belongs to the error. What was never closed broke where it was opened.
    private func broken(_ failure: YAMLProblem) -> Int {
        let openers = ["quoted scalar", "flow sequence", "flow mapping", "simple key"]
        if let context = failure.context, let start = failure.contextMark, openers.contains(where: context.contains) {
            return spans.span(start).line
        }
        return spans.span(failure.mark).line
    }

    private func begins(_ line: Substring) -> Bool {
        if line.hasPrefix("---") { return true }
        if isList { return line == "-" || line.hasPrefix("- ") }
        guard let first = line.unicodeScalars.first,
            first.properties.isAlphabetic || "_\"'".unicodeScalars.contains(first)
        else { return false }
        return line.hasSuffix(":") || line.contains(": ")
    }
}

enum CommaList {
    /// The parts of a text between commas, without blanks.
    static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }
}

extension String {
    /// Whether a variable may be called so: ASCII letters, digits and underscores, not beginning with a digit, and no
    /// keyword of Python. Source: `isidentifier` of ansible-core 2.18.
    package var isVariableName: Bool {
        guard let first = utf8.first, !(48...57).contains(first), !Python.keywords.contains(self) else { return false }
        return utf8.allSatisfy(\.isOfName)
    }
}

extension UInt8 {
    /// Whether names of variables and of the environment may hold it: ASCII letters, digits and underscores.
    package var isOfName: Bool {
        self == UInt8(ascii: "_") || (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }
}

extension Python {
    fileprivate static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ]
}

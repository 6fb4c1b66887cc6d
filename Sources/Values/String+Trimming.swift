extension StringProtocol {
    /// Without spaces, tabs and a carriage return at both ends.
    package var trimmingBlanks: String {
        let isFilled = { (character: Character) in character != " " && character != "\t" && character != "\r" }
        guard let first = firstIndex(where: isFilled), let last = lastIndex(where: isFilled) else { return "" }
        return String(self[first...last])
    }
}

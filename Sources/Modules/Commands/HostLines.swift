import Values

/// What the scripts of modules print: `name=value` in lines.
enum HostLines {
    static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let sign = line.firstIndex(of: "=") else { return nil }
            return (String(line.prefix(upTo: sign)), String(line.suffix(from: sign).dropFirst()).trimmed)
        }
        return Dictionary(pairs) { $1 }
    }
}

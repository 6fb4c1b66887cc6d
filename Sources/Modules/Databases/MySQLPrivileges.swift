import ModuleKit
import Values

/// Privileges by the tables they are for: `` `orchard`.* ``.
struct MySQLPrivileges: Sendable {
    private(set) var byTable: [(table: String, words: Set<String>)] = []

    /// - Parameter given: A text or a mapping, as the task has it.
    init(_ given: Value?) throws(ModuleFailure) {
        let entries: [(String, String)]
        if let map = given?.map {
            entries = map.map {
                ($0.key.requestText, ($0.value.list ?? [$0.value]).map(\.requestText).joined(separator: ","))
            }
        } else {
            entries = (given?.requestText ?? "").split(separator: "/").map { entry in
                let index = entry.lastIndex(of: ":") ?? entry.endIndex
                return (String(entry[..<index]), String(entry[index...].dropFirst()))
            }
        }
        for (table, words) in entries {
            let set = Self.words(words)
            guard !set.isEmpty, set.allSatisfy({ $0.consists(of: .letters, .digits, "_ (),`") }) else {
                throw ModuleFailure("not privileges: \(table):\(words)", hint: "write `database.table:SELECT,INSERT`")
            }
            byTable.append((try Self.quoted(table), set))
        }
    }

    /// - Parameter grants: As the server writes them.
    init(granted grants: [String]) {
        for line in grants {
            guard line.hasPrefix("GRANT "), let on = line.range(" ON "),
                let to = line.range(" TO ", behind: on.upperBound)
            else { continue }
            var words = Self.words(String(line[line.index(line.startIndex, offsetBy: 6)..<on.lowerBound]))
            if line.hasSuffix("WITH GRANT OPTION") || line.contains(" WITH GRANT OPTION ") { words.insert("GRANT") }
            let table = String(line[on.upperBound..<to.lowerBound])
            if let index = byTable.firstIndex(where: { $0.table == table }) {
                byTable[index].words.formUnion(words)
            } else {
                byTable.append((table, words))
            }
        }
    }

    subscript(table: String) -> Set<String> { byTable.first { $0.table == table }?.words ?? [] }

    /// Commas within parentheses separate columns.
    private static func words(_ text: String) -> Set<String> {
        var depth = 0
        var words = [""]
        for character in text {
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            if character == ",", depth == 0 { words.append("") } else { words[words.count - 1].append(character) }
        }
        let names = ["ALL": "ALL PRIVILEGES", "GRANT OPTION": "GRANT", "REQUIRESSL": "USAGE"]
        return Set(words.map { names[$0.trimmed.uppercased()] ?? Self.upper($0.trimmed) }.filter { !$0.isEmpty })
    }

    /// Names of columns keep their case, and lose their quotes.
    private static func upper(_ word: String) -> String {
        guard let index = word.firstIndex(of: "(") else { return word.uppercased() }
        return word[..<index].uppercased().trimmed + " " + word[index...].filter { $0 != "`" && $0 != " " }
    }

    private static func quoted(_ table: String) throws(ModuleFailure) -> String {
        let kinds = ["FUNCTION ", "PROCEDURE "]
        let kind = kinds.first { table.uppercased().hasPrefix($0) } ?? ""
        let parts = table.dropFirst(kind.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ModuleFailure("not a table: \(table)", hint: "write `database.table`, or `*` for either")
        }
        return kind + parts.map { $0 == "*" || $0.hasPrefix("`") ? $0 : $0.backquoted }.joined(separator: ".")
    }
}

extension String {
    /// Where these characters stand.
    fileprivate func range(_ part: String, behind start: String.Index? = nil) -> Range<String.Index>? {
        var position = start ?? startIndex
        while position < endIndex {
            if self[position...].hasPrefix(part) { return position..<index(position, offsetBy: part.count) }
            position = index(after: position)
        }
        return nil
    }
}

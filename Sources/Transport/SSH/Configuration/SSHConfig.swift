import Controller
import Glibc
import Values

/// One file of ssh_config(5). The first value found for a keyword wins, as in OpenSSH.
struct SSHConfig: Sendable {
    private struct Line {
        var keyword: String
        var setting: Values.Setting
    }

    private let lines: [Line]

    /// - Parameter path: For messages.
    init(_ text: String, path: String = "ssh_config") {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            Self.line($1, origin: "\(path):\($0 + 1)")
        }
    }

    private static let files = FileCache { SSHConfig($0, path: $1) }

    static func file(_ path: String) -> SSHConfig { files.content(of: UserFile.expanded(path)) }

    /// Adds what the file says of a host to the values that are known.
    func apply(to values: inout Values, _ scope: inout Scope) throws(ConnectionError) {
        scope.applies = true
        try apply(to: &values, &scope, depth: 0)
    }

    /// Whom the lookup is for, and whether the lines just read are meant for it.
    struct Scope {
        /// As the user wrote it; in the final pass the name it stands for.
        let host: String
        let originalHost: String
        /// Whether this is the second pass, made because a `Match final` wants one.
        let isFinal: Bool
        var wantsFinalPass = false
        fileprivate(set) var applies = true

        init(host: String, originalHost: String? = nil) {
            self.host = host
            self.originalHost = originalHost ?? host
            isFinal = originalHost != nil
        }
    }

    private func apply(to values: inout Values, _ scope: inout Scope, depth: Int) throws(ConnectionError) {
        for line in lines {
            let words = line.setting.words
            switch line.keyword {
            case "host": scope.applies = Self.matches(scope.host, words)
            case "match": scope.applies = try MatchCriteria(words, line.setting.origin).hold(&scope, &values)
            case "include" where scope.applies && depth < 16:
                for word in words {
                    for path in Self.included(try SSHTokens.environment(in: word, of: line.keyword)) {
                        try Self.file(path).apply(to: &values, &scope, depth: depth + 1)
                        scope.applies = true
                    }
                }
            case _ where scope.applies: values.add(line.keyword, line.setting)
            default: continue
            }
        }
    }

    private static func matches(_ host: String, _ patterns: [String]) -> Bool {
        PatternList(patterns.joined(separator: ",")).matches(host.lowercased())
    }

    /// Paths of an `Include`, relative to `~/.ssh`, with wildcards.
    private static func included(_ pattern: String) -> [String] {
        let path = UserFile.expanded(pattern)
        return ControllerPath.matching(path.hasPrefix("/") ? path : UserFile.expanded("~/.ssh/\(path)"))
    }

    private static func line(_ text: Substring, origin: String) -> Line? {
        let text = text.trimmed
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        let (keyword, setting) = Values.Setting.read(text, origin: origin)
        return Line(keyword: keyword, setting: setting)
    }
}

extension SSHConfig {
    /// What holds for one host, by keyword in lower case.
    struct Values: Sendable {
        struct Setting: Sendable, Hashable {
            /// Quotes and a comment taken off.
            var words: [String]
            /// The rest of the line as it stands, which is what a command is.
            var text: String
            /// The keyword as written, and where.
            var name: String
            var origin: String
        }

        private(set) var settings: [String: Setting] = [:]
        /// In the order written: all of them are tried.
        private(set) var identityFiles: [String] = []
        private(set) var certificateFiles: [String] = []
        /// What is to be told of these settings beyond those that have no effect.
        private(set) var notices: [String] = []

        subscript(keyword: String) -> String? { settings[keyword]?.words.first }

        func words(_ keyword: String) -> [String]? { settings[keyword]?.words }

        mutating func add(_ keyword: String, _ setting: Setting) {
            let keyword = SSHKeyword.current(keyword)
            switch keyword {
            case "identityfile": Self.add(setting.words.first, to: &identityFiles)
            case "certificatefile": Self.add(setting.words.first, to: &certificateFiles)
            // The two ways round a direct connection compete: the first that is named holds.
            case "proxyjump" where settings["proxycommand"] != nil, "proxycommand" where settings["proxyjump"] != nil:
                return
            default: if settings[keyword] == nil { settings[keyword] = setting }
            }
        }

        mutating func add(_ keyword: String, _ word: String, origin: String) {
            add(keyword, Setting(words: [word], text: word, name: keyword, origin: origin))
        }

        mutating func note(_ notice: String) { notices.append(notice) }

        private static func add(_ path: String?, to paths: inout [String]) {
            if let path, !paths.contains(path) { paths.append(path) }
        }
    }
}

extension SSHConfig.Values.Setting {
    /// `Keyword value`, `Keyword=value`, values in quotes.
    static func read(_ text: String, origin: String) -> (keyword: String, setting: Self) {
        let name = text.prefix { !$0.isWhitespace && $0 != "=" }
        let rest = text[name.endIndex...].trimmed
        let value = rest.hasPrefix("=") ? rest.dropFirst().trimmed : rest
        let setting = Self(words: words(value), text: value, name: String(name), origin: origin)
        return (name.lowercased(), setting)
    }

    /// Words as OpenSSH cuts them: a backslash stands for itself unless a quote or another one follows, and a word
    /// that begins with `#` begins a comment.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "\\", let next = rest.first, next == "\"" || next == "'" || next == "\\" {
                word = (word ?? "") + String(rest.removeFirst())
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else if character == "#", word == nil {
                break
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}

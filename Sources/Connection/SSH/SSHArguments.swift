/// Words of `ssh_args` and its kin, read as ssh(1) reads its command line.
struct SSHArguments: Sendable {
    private(set) var values = SSHConfig.Values()
    /// Of `-F`; `none` for no configuration file at all.
    private(set) var configurationFile: String?

    /// Options that take a value and have no meaning here: forwarding, escape characters, control sockets.
    private static let meaningless = Set("bcDeEIKLmOQRSwW")

    init(_ words: [String]) throws(ConnectionError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), let letter = word.dropFirst().first else {
                throw .badOptions("the SSH arguments hold \"\(word)\", which is no option")
            }
            let takesValue = "oipJFl".contains(letter) || Self.meaningless.contains(letter)
            guard takesValue else { continue }
            let attached = String(word.dropFirst(2))
            guard let value = attached.isEmpty ? rest.popFirst() : attached else {
                throw .badOptions("the SSH option -\(letter) lacks its value")
            }
            take(letter, value)
        }
    }

    private mutating func take(_ letter: Character, _ value: String) {
        switch letter {
        case "o": option(value)
        case "i": values.add("identityfile", [value])
        case "p": values.add("port", [value])
        case "l": values.add("user", [value])
        case "J": values.add("proxyjump", [value])
        case "F": configurationFile = value
        default: break
        }
    }

    private mutating func option(_ text: String) {
        let keyword = text.prefix { $0 != "=" && !$0.isWhitespace }
        let rest = text[keyword.endIndex...].drop { $0.isWhitespace || $0 == "=" }
        values.add(keyword.lowercased(), ShellWords.split(String(rest)))
    }
}

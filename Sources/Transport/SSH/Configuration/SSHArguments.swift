/// Words of `ssh_args` and its kin, read as ssh(1) reads its command line.
struct SSHArguments: Sendable {
    private(set) var values: SSHConfig.Values
    /// Of `-F`; `none` for no configuration file at all.
    private(set) var configurationFile: String?

    /// Options that take a value and stand for a keyword of the configuration.
    private static let keywords: [Character: String] = [
        "i": "IdentityFile", "p": "Port", "l": "User", "J": "ProxyJump", "b": "BindAddress", "B": "BindInterface",
        "c": "Ciphers", "m": "MACs", "D": "DynamicForward", "I": "PKCS11Provider", "L": "LocalForward",
        "R": "RemoteForward", "w": "TunnelDevice", "P": "Tag",
    ]
    /// Options that take a value and mean nothing here: escape characters, control sockets, logs.
    private static let meaningless: Set<Character> = ["e", "E", "O", "Q", "S", "W"]
    /// Options without a value that stand for a setting.
    private static let flags: [Character: (String, String)] = [
        "4": ("AddressFamily", "inet"), "6": ("AddressFamily", "inet6"), "A": ("ForwardAgent", "yes"),
        "a": ("ForwardAgent", "no"), "y": ("LogLevel", "INFO"),
    ]

    private static let origin = "SSH arguments"

    /// - Parameter values: What is said in stronger words; it wins.
    init(_ words: [String], onTopOf values: SSHConfig.Values = SSHConfig.Values()) throws(ConnectionError) {
        self.values = values
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else {
                throw .badOptions("the SSH arguments contain \"\(word)\", which is not an option")
            }
            try take(word.dropFirst(), &rest)
        }
    }

    /// One word, which may hold several letters and the value of the last: `-4C`, `-tt`, `-p22`.
    private mutating func take(_ letters: Substring, _ rest: inout ArraySlice<String>) throws(ConnectionError) {
        var letters = letters
        while let letter = letters.popFirst() {
            if let (keyword, value) = Self.flags[letter] {
                add(keyword, value, by: letter)
            }
            guard letter == "o" || letter == "F" || Self.keywords[letter] != nil || Self.meaningless.contains(letter)
            else { continue }
            guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
                throw .badOptions("the SSH option -\(letter) needs a value")
            }
            return take(letter, value)
        }
    }

    private mutating func take(_ letter: Character, _ value: String) {
        switch letter {
        case "o":
            let (keyword, setting) = SSHConfig.Values.Setting.read(value, origin: Self.origin)
            values.add(keyword, setting)
        case "F": configurationFile = value
        case _:
            guard let keyword = Self.keywords[letter] else { return }
            add(keyword, value, by: letter)
        }
    }

    private mutating func add(_ keyword: String, _ value: String, by letter: Character) {
        let setting = SSHConfig.Values.Setting(words: [value], text: value, name: "-\(letter)", origin: Self.origin)
        values.add(keyword.lowercased(), setting)
    }
}

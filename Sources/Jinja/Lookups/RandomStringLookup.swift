import Values

extension Lookup {
    /// Random text of the wished length from the wished classes of characters, as community.general has it.
    static let randomString = Lookup("random_string") { (call) throws(Fault) in
        [.string(try RandomText(call).make())]
    }
}

private struct RandomText {
    private struct Class {
        let characters: [Character]
        /// How many characters of it there are at least.
        let least: Int
        let isWanted: Bool
    }

    private static let longest = 1 << 16
    private let length: Int
    private let isEncoded: Bool
    private let classes: [Class]
    private let pool: [Character]

    init(_ call: LookupCall) throws(Fault) {
        let number = { (name: String, fallback: Int) throws(Fault) -> Int in
            guard let option = call.option(name), !option.isNone else { return fallback }
            let text = try Python.text(option)
            guard let number = Python.integer(of: text)?.small, number <= Self.longest else {
                throw Fault(.lookup, "invalid number", "`\(name)` must be a small integer.")
            }
            return number
        }
        let similar = try Self.similar(call)
        let special = try call.text("override_special").flatMap { $0.isEmpty ? nil : $0 }
        let plain = { (characters: String) in characters.filter { !similar.contains($0) } }
        length = try number("length", 8)
        isEncoded = try call.flag("base64", or: false)
        var classes: [Class] = []
        for (name, least, characters) in [
            ("upper", "min_upper", plain(PasswordCharacters.upper)),
            ("lower", "min_lower", plain(PasswordCharacters.lower)),
            ("numbers", "min_numeric", plain(PasswordCharacters.digits)),
            ("special", "min_special", special ?? plain(PasswordCharacters.punctuation)),
        ] {
            classes.append(
                Class(
                    characters: Array(characters), least: try number(least, 0), isWanted: try call.flag(name, or: true))
            )
        }
        let override = try call.text("override_all") ?? ""
        self.classes = override.isEmpty ? classes : []
        pool = override.isEmpty ? classes.filter(\.isWanted).flatMap(\.characters) : Array(override)
        guard !pool.isEmpty else {
            throw Fault(.lookup, "empty random string", "At least one class of characters is needed.")
        }
    }

    /// Characters that are taken for each other, if they are not wanted.
    private static func similar(_ call: LookupCall) throws(Fault) -> String {
        guard try call.flag("ignore_similar_chars", or: false) else { return "" }
        return try call.text("similar_chars") ?? "il1LoO0"
    }

    func make() throws(Fault) -> String {
        var letters: [Character] = []
        for one in classes where one.least > 0 {
            letters += (0..<one.least).compactMap { _ in one.characters.randomElement() }
        }
        letters += (0..<max(0, length - letters.count)).compactMap { _ in pool.randomElement() }
        let text = String(letters.shuffled())
        return isEncoded ? Base64.encoded(Array(text.utf8)) : text
    }
}

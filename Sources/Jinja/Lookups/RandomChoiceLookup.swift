extension Lookup {
    /// One of the terms, by chance.
    static let randomChoice = Lookup("random_choice") { (call) throws(Fault) in
        guard let choice = call.terms.randomElement() else { return [] }
        return [choice]
    }

    /// Random text of the wished length from the wished classes of characters.
    static let randomString = Lookup("random_string") { (call) throws(Fault) in
        let length = call.option("length").flatMap { $0.integer ?? $0.string.flatMap { Int($0) } } ?? 8
        let classes = [
            ("upper", PasswordCharacters.upper), ("lower", PasswordCharacters.lower),
            ("numbers", PasswordCharacters.digits),
            ("special", PasswordCharacters.punctuation),
        ]
        var pool = ""
        for (name, characters) in classes where try call.flag(name, or: true) {
            pool += try call.text("override_\(name == "numbers" ? "numbers" : name)") ?? characters
        }
        pool = try call.text("override_all") ?? pool
        let letters = Array(pool)
        guard !letters.isEmpty, length >= 0, length <= 1 << 16 else {
            throw Fault(.lookup, "a random text of nothing", "Some class of characters and a length are needed.")
        }
        return [.string(String((0..<length).compactMap { _ in letters.randomElement() }))]
    }
}

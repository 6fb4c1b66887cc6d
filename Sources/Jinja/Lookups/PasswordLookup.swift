import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Lookup {
    /// A password kept in a file, made up the first time.
    static let password = Lookup("password", hasEffects: true) { (call) throws(Fault) in
        var passwords: [Object] = []
        for term in try call.texts() {
            let request = try PasswordRequest(term, call)
            let password = try request.password(call)
            call.evaluation.context.secrets?.register(password)
            passwords.append(.string(password))
        }
        return passwords
    }
}

/// Classes of characters by the names of Python's `string` module.
enum PasswordCharacters {
    static let lower = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    static let digits = "0123456789"
    static let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

    /// The characters of specifications such as `ascii_letters,digits`; what is no name stands for itself.
    static func pool(_ specifications: [String]) -> String {
        let names = [
            "ascii_letters": lower + upper, "ascii_lowercase": lower, "ascii_uppercase": upper, "digits": digits,
            "hexdigits": digits + "abcdefABCDEF", "letters": lower + upper, "octdigits": "01234567",
            "punctuation": punctuation, "whitespace": " \t\n\r\u{0B}\u{0C}",
        ]
        return specifications.map { names[$0] ?? $0 }.joined().filter { $0 != "\"" && $0 != "'" }
    }
}

/// One term: a path and how the password is to be.
private struct PasswordRequest {
    private let path: String
    private let length: Int
    private let characters: String
    private let encryption: String?
    private let seed: Object

    init(_ term: String, _ call: LookupCall) throws(Fault) {
        let known = ["length", "encrypt", "chars", "ident", "seed"]
        let words = KeyValueText(term)
        var options = words.pairs.filter { known.contains($0.key) }.map { ($0.key, $0.value) }
        // A path may hold blanks and equal signs: it is all that stands before the first option.
        let firstOption = words.pairs.first { known.contains($0.key) }?.keyOffset
        let end = firstOption.map { term.unicodeScalars.index(term.startIndex, offsetBy: $0) } ?? term.endIndex
        path = Path.absolute(
            Path.expandingUser(Python.strip(String(term[..<end])), call.context.environment),
            from: call.context.workingDirectory)
        for (name, value) in call.options where name != "chars" { options.append((name, try Python.text(value))) }
        let option = { (name: String) in options.last { $0.0 == name }?.1 }
        length = option("length").flatMap { Int($0) } ?? 20
        encryption = option("encrypt")
        seed = option("seed").map { .string($0) } ?? .none
        let specifications: [String]
        if let list = try call.option("chars")?.sequenceItems() {
            specifications = try list.map { (item) throws(Fault) in try Python.text(item) }
        } else {
            let text = try call.text("chars") ?? option("chars") ?? "ascii_letters,digits,.,:,-,_"
            specifications = text.replacing(",,", with: ",\u{1}").split(separator: ",").map { part in
                String(part).replacing("\u{1}", with: ",")
            }
        }
        characters = PasswordCharacters.pool(specifications)
        guard (1...(1 << 16)).contains(length), !characters.isEmpty else {
            throw Fault(.lookup, "a password of nothing", "A length and some class of characters are needed.")
        }
    }

    func password(_ call: LookupCall) throws(Fault) -> String {
        var salt: String?
        var plain: String
        var isNew = false
        if path != "/dev/null", LocalFile.exists(path) {
            let content = Python.strip(String(hostBytes: try LocalFile.bytes(at: path)), side: .right)
            let parts = Python.split(content, on: " salt=", limit: 1, fromRight: true)
            plain = parts[0]
            salt = parts.count > 1 ? parts[1].split(separator: " ").first.map(String.init) : nil
        } else {
            plain = try makeUp()
            isNew = true
        }
        if encryption != nil, salt == nil {
            salt = PasswordHash.randomSalt(encryption?.hasPrefix("md5") == true ? 8 : 16)
            isNew = true
        }
        if isNew, path != "/dev/null" { try write(plain + (salt.map { " salt=\($0)" } ?? "") + "\n") }
        call.evaluation.context.secrets?.register(plain)
        guard let encryption else { return plain }
        return try PasswordHash.make(plain, method: encryption, salt: salt, saltSize: nil, rounds: nil)
    }

    private func makeUp() throws(Fault) -> String {
        let letters = Array(characters.unicodeScalars)
        var source = try RandomSource(seed: seed)
        return String(String.UnicodeScalarView((0..<length).map { _ in letters[source.below(letters.count)] }))
    }

    /// Writes for the owner only, complete or not at all.
    private func write(_ text: String) throws(Fault) {
        try makeDirectories(Path.directory(path))
        let partial = path + ".\(getpid())"
        let handle = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw failure() }
        let bytes = Array(text.utf8)
        let written = Glibc.write(handle, bytes, bytes.count)
        fsync(handle)
        close(handle)
        guard written == bytes.count, rename(partial, path) == 0 else {
            let fault = failure()
            unlink(partial)
            throw fault
        }
    }

    private func makeDirectories(_ directory: String) throws(Fault) {
        guard !directory.isEmpty, !LocalFile.exists(directory) else { return }
        try makeDirectories(Path.directory(directory))
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure() }
    }

    private func failure() -> Fault {
        Fault(.lookup, "a password that cannot be kept", "`\(path)`: \(String(cString: strerror(errno))).")
    }
}

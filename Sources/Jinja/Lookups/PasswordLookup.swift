import Controller
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

    private static let options = ["length", "encrypt", "chars", "ident", "seed"]

    init(_ term: String, _ call: LookupCall) throws(Fault) {
        let (name, pairs) = try Self.read(term)
        path = Path.absolute(
            Path.expandingUser(name, call.evaluation.controller.environment), from: call.context.workingDirectory)
        // As Ansible: what stands in the term leaves nothing of the options beside it.
        let option = { (name: String) -> Object? in
            pairs.isEmpty ? call.option(name) : pairs.last { $0.name == name }.map { .string($0.value) }
        }
        let length = try option("length").map { (length) throws(Fault) in try Self.length(length) } ?? 20
        let way = try option("encrypt").flatMap { (way) throws(Fault) in way.isNone ? nil : try Python.text(way) }
        encryption = way?.isEmpty == true ? nil : way
        seed =
            try option("seed").map { (seed) throws(Fault) in
                seed.isNone ? .none : .string(try Python.text(seed))
            } ?? .none
        characters = PasswordCharacters.pool(try Self.classes(option("chars")))
        guard length <= 1 << 16, length <= 0 || !characters.isEmpty else {
            throw Fault(.lookup, "empty password", "At least one class of characters and a length above 0 are needed.")
        }
        self.length = max(0, length)
    }

    /// The path, which may hold blanks, and the options behind it.
    private static func read(_ term: String) throws(Fault) -> (path: String, options: [KeyValueText.Pair]) {
        let parts = Python.split(term, on: " ", limit: 1, fromRight: false)
        let words = try LookupCall.keyValues(of: parts.count > 1 ? parts[1] : "")
        let path = words.rest.map { parts[0] + " " + $0 } ?? parts[0]
        guard term.hasPrefix(path) else {
            throw Fault(.lookup, "unexpected word", "There is a word after the options of `password`.")
        }
        if let unknown = words.pairs.first(where: { !options.contains($0.name) }) {
            throw Fault(
                .lookup, "unknown option", "`password` has no option `\(unknown.name)`.",
                help: Suggestion.question(for: unknown.name, among: options))
        }
        return (path, words.pairs)
    }

    private static func length(_ object: Object) throws(Fault) -> Int {
        guard let length = object.integer ?? object.string.flatMap({ Python.integer(of: $0)?.small }) else {
            throw Fault(
                .lookup, "invalid length", "`length` must be an integer, not `\(try Python.text(object))`.")
        }
        return length
    }

    /// The classes of characters that are named; two commas in a row are the comma itself.
    private static func classes(_ option: Object?) throws(Fault) -> [String] {
        guard let option, !option.isNone else { return ["ascii_letters", "digits", ".,:-_"] }
        if let items = try option.sequenceItems() {
            return try items.map { (item) throws(Fault) in try Python.text(item) }
        }
        let text = try Python.text(option)
        let comma = text.contains(",,") ? [","] : []
        return comma + text.split(separator: ",").map(String.init)
    }

    func password(_ call: LookupCall) throws(Fault) -> String {
        var salt: String?
        var plain: String
        var isNew = false
        if path != "/dev/null", ControllerPath.exists(path) {
            let content = Python.strip(String(hostBytes: try TemplateFile.bytes(at: path)), side: .right)
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
        return String(scalars: (0..<length).map { _ in letters[source.below(letters.count)] })
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
        guard !directory.isEmpty, !ControllerPath.exists(directory) else { return }
        try makeDirectories(Path.directory(directory))
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure() }
    }

    private func failure() -> Fault {
        Fault(.lookup, "password cannot be saved", "`\(path)`: \(String(cString: strerror(errno))).")
    }
}

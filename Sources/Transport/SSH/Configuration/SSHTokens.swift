import Glibc
import Values

/// The tokens of ssh_config(5), `%h` and its kin, with their values for one server; and `${VARIABLE}`.
struct SSHTokens: Sendable {
    /// The name or address that is connected to.
    let host: String
    let user: String
    private let values: [Character: String]

    /// - Parameters:
    ///   - settings: Known so far: `HostName`, `Port`, `User` …
    ///   - host: What `HostName` stands for, unless it says so itself.
    ///   - originalHost: As the user wrote it.
    init(_ settings: SSHConfig.Values, host: String, originalHost: String) {
        self.host = settings["hostname"].map { Self.hostName($0, host) } ?? host
        user = settings["user"] ?? SSHSettings.localUser
        let name = Self.machineName
        values = [
            "%": "%", "d": UserFile.home, "h": self.host, "i": String(getuid()),
            "L": String(name.prefix { $0 != "." }),
            "k": settings["hostkeyalias"] ?? originalHost, "l": name, "n": originalHost, "p": settings["port"] ?? "22",
            "r": user, "u": SSHSettings.localUser, "j": settings["proxyjump"] ?? "",
        ]
    }

    /// `HostName` knows `%h` and `%%`.
    private static func hostName(_ text: String, _ host: String) -> String {
        text.replacing("%%", with: "\u{0}").replacing("%h", with: host).replacing("\u{0}", with: "%")
    }

    private static let machineName: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// - Parameter keyword: For the message.
    /// - Throws: where a token is none, as OpenSSH refuses it.
    func expanded(_ text: String, of keyword: String) throws(ConnectionError) -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            guard let token = rest.popFirst() else { throw .badOptions("`\(keyword)` ends in a stray %: \(text)") }
            guard let value = token == "C" ? connectionDigest : values[token] else {
                throw .badOptions("`\(keyword)` contains %\(token), which is not a token there: \(text)")
            }
            result += value
        }
        return result
    }

    /// A path: variables of the environment, tokens, then `~`.
    func path(_ text: String, of keyword: String) throws(ConnectionError) -> String {
        UserFile.expanded(try expanded(try Self.environment(in: text, of: keyword), of: keyword))
    }

    /// `%C`: a digest of what makes the connection.
    private var connectionDigest: String {
        let parts = ["l", "h", "p", "r", "j"].compactMap { values[$0] }.joined()
        return Crypto.sha1(Array(parts.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// With each `${VARIABLE}` replaced.
    ///
    /// - Throws: where there is no such variable, as OpenSSH refuses it.
    static func environment(in text: String, of keyword: String) throws(ConnectionError) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            let name = String(rest[start.upperBound..<end])
            guard let value = getenv(name) else {
                throw .badOptions("`\(keyword)` refers to the variable ${\(name)}, which is not set: \(text)")
            }
            result += rest[..<start.lowerBound] + String(cString: value)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}

import Transport
import Values

/// How a shell is started as the right user, and the talk before it takes frames.
struct ShellOpening: Sendable {
    private let shell: String?
    private let become: Become?
    private let prompt = "swiftplay-\(Nonce.make()): "
    private let readiness = "swiftplay-\(Nonce.make())"

    init(shell: String?, become: Become?) {
        self.shell = shell
        self.become = become
    }

    /// Text that every log-in shell understands alike, csh and fish included: words in single quotes, no more.
    var command: String {
        guard let become else { return Self.line(["exec", "/bin/sh", "-c", start]) }
        return Self.line(["exec"] + become.words(running: announcedStart, prompt: prompt))
    }

    /// Where there is a dash it is preferred: bash reads its script byte by byte.
    private var start: String {
        if let shell { return "exec \(Self.line([shell]))" }
        return "test -x /bin/dash && exec /bin/dash; exec /bin/sh"
    }

    private var announcedStart: String { talks ? "echo \(readiness); \(start)" : start }

    /// Whether there may be a talk about passwords before the shell takes frames.
    private var talks: Bool { become.map { $0.password != nil || $0.method == .su } ?? false }

    private static func line(_ words: [String]) -> String {
        words.map { word in
            let isPlain = word.utf8.allSatisfy { Self.plain.contains($0) }
            return isPlain ? word : String(decoding: ShellText.quoted(word.utf8), as: UTF8.self)
        }.joined(separator: " ")
    }

    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.".utf8)

    /// Seconds until a shell has to work: a start file may be slow, and sudo may ask a server far away.
    static func patience(_ become: Become?, _ transport: any ShellTransport) -> Double {
        max(become == nil ? 30 : 60, transport.timeout)
    }

    /// Answers the prompt for a password, once, and waits until the shell is there.
    ///
    /// - Returns: Whether the password was asked for, and so was right.
    /// - Parameter seconds: For the whole talk.
    func pass(_ channel: any ShellChannel, within seconds: Double) async throws(ConnectionError) -> Bool {
        guard let become, talks else { return false }
        var talk = BecomeDialogue(become, prompt: prompt, readiness: readiness)
        var outgoing: ArraySlice<UInt8> = []
        let deadline = ContinuousClock.now + .seconds(seconds)
        do {
            while true {
                let traffic = try await channel.pump(outgoing, until: deadline)
                outgoing = outgoing.dropFirst(traffic.sent)
                switch try talk.received(traffic, isLate: ContinuousClock.now >= deadline) {
                case .wait: continue
                case .send(let bytes): outgoing += bytes
                case .ready: return talk.hasSentPassword
                }
            }
        } catch {
            await channel.close()
            throw error
        }
    }
}

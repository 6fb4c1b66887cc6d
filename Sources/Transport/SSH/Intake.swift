import Glibc

/// How much is taken from a server. libssh2 reads as long as there is something to read, and so would never come back
/// from one that sends without end.
struct Intake {
    /// Bytes for one call of libssh2; then it hears that there are none for now, and others have their turn.
    private static let perCall = 256 << 10
    /// As OpenSSH has it, of what may come before the version line.
    private static let mostLines = 1024
    private static let longestLine = 8192
    /// For key exchange and log-in, which need some thousand bytes.
    private static let mostBeforeLogIn = 1 << 20

    /// Why nothing more is taken; `nil` while all is well.
    private(set) var objection: String?
    private var left = perCall
    /// Until the log-in; `nil` then.
    private var leftUntilLogIn: Int? = mostBeforeLogIn
    private var greeting: Greeting? = Greeting()

    private struct Greeting {
        var lines = 0
        var line = 0
        /// Of the present line; the version line starts with `SSH-`.
        var start: [UInt8] = []
    }

    /// To be called before each call of libssh2.
    mutating func begin() { left = Self.perCall }

    /// The server has let us in, and may send as much as is asked of it.
    mutating func loggedIn() { leftUntilLogIn = nil }

    /// From now on the connection counts as broken.
    mutating func object(_ reason: String) { objection = objection ?? reason }

    /// recv(2) as libssh2 wants it: an amount, 0 at the end, or a negative error number.
    mutating func receive(from socket: Int32, into buffer: UnsafeMutableRawBufferPointer, _ flags: Int32) -> Int {
        guard objection == nil else { return -Int(ECONNABORTED) }
        guard left > 0 else { return -Int(EAGAIN) }
        let count = recv(socket, buffer.baseAddress, min(buffer.count, left), flags)
        guard count >= 0 else {
            return [EINTR, EAGAIN, EWOULDBLOCK].contains(errno) ? -Int(EAGAIN) : -Int(errno)
        }
        left -= count
        leftUntilLogIn = leftUntilLogIn.map { $0 - count }
        if let leftUntilLogIn, leftUntilLogIn < 0 {
            object("it sends more than \(Self.mostBeforeLogIn) bytes before the login")
        }
        if greeting != nil { read(buffer.prefix(count)) }
        return objection == nil ? count : -Int(ECONNABORTED)
    }

    private mutating func read(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
        for byte in bytes {
            guard var now = greeting else { return }
            now.line += 1
            if now.start.count < 4 { now.start.append(byte) }
            if byte == UInt8(ascii: "\n") {
                let isVersion = now.start == Array("SSH-".utf8)
                now = Greeting(lines: now.lines + 1)
                greeting = isVersion ? nil : now
            } else {
                greeting = now
            }
            if now.line > Self.longestLine { object("its first line is longer than \(Self.longestLine) bytes") }
            if now.lines > Self.mostLines { object("\(Self.mostLines) lines arrived, and none of them is a version") }
        }
    }
}

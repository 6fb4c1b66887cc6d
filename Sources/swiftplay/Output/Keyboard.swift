internal import Glibc
import Runner
import Synchronization
import Values

/// The keys of the person at the terminal, as they are pressed.
enum Keyboard {
    /// The terminal as it was before keys were waited for; `nil` while nobody waits.
    private static let before = Mutex<termios?>(nil)

    /// Whether somebody sits at standard input, and this program is the one they speak with.
    static var isAttended: Bool { isatty(STDIN_FILENO) == 1 && getpgrp() == tcgetpgrp(STDIN_FILENO) }

    /// Gives the terminal back as it was, also when the program ends in the middle of a wait.
    static func release() {
        before.withLock { settings in
            if var settings { tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) }
            settings = nil
        }
    }

    /// Control-C comes as a key, and nothing is shown but what we show.
    private static func take() {
        before.withLock { settings in
            var present = termios()
            tcgetattr(STDIN_FILENO, &present)
            settings = present
            present.c_lflag &= ~tcflag_t(ICANON | ISIG | ECHO | IEXTEN)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &present)
        }
    }

    /// - Parameter isOver: Looked at ten times a second.
    static func wait(_ wait: KeyWait, isOver: @Sendable () -> Bool) async -> KeyWait.End {
        take()
        defer { release() }
        var line = TypedLine(wait)
        let deadline = wait.seconds.map { ContinuousClock.now + .seconds($0) }
        while !isOver(), deadline.map({ $0 > .now }) ?? true, !Task.isCancelled {
            guard let byte = key() else {
                try? await Task.sleep(for: .milliseconds(100))
                continue
            }
            if let end = line.take(byte) { return end }
        }
        return .over
    }

    private static func key() -> UInt8? {
        var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        guard poll(&ready, 1, 0) > 0, read(STDIN_FILENO, &byte, 1) == 1 else { return nil }
        return byte
    }
}

/// What has been typed so far.
private struct TypedLine {
    private let wait: KeyWait
    private var bytes: [UInt8] = []

    init(_ wait: KeyWait) { self.wait = wait }

    mutating func take(_ byte: UInt8) -> KeyWait.End? {
        switch byte {
        case _ where wait.interrupting.isPressed(by: byte): return end(.interrupted)
        case _ where wait.ending?.isPressed(by: byte) == true: return end(.typed(String(hostBytes: bytes)))
        case 0x7F, 0x08: removeLast()
        default:
            bytes.append(byte)
            show([byte])
        }
        return nil
    }

    private func end(_ end: KeyWait.End) -> KeyWait.End {
        if wait.echoes { show([UInt8(ascii: "\n")]) }
        return end
    }

    /// A character may be several bytes, of which the first alone does not begin with the bits 10.
    private mutating func removeLast() {
        guard !bytes.isEmpty else { return }
        while let byte = bytes.popLast(), byte & 0xC0 == 0x80 {}
        show(Array("\u{8} \u{8}".utf8))
    }

    private func show(_ bytes: [UInt8]) {
        guard wait.echoes else { return }
        _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}

extension KeyWait.Key {
    fileprivate func isPressed(by byte: UInt8) -> Bool {
        switch self {
        case .line: byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
        case .control: byte == 3
        case .letter(let letter): String(hostBytes: [byte]).lowercased() == String(letter)
        }
    }
}

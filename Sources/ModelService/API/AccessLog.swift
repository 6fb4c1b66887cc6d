import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A line of JSON on a file descriptor for each request.
///
/// Whoever answers never waits for whoever reads the lines: they are written together by a thread of their own, and those
/// that find no room are dropped and counted.
package final class AccessLog: Sendable {
    private struct Waiting {
        var lines: [UInt8] = []
        var isScheduled = false
    }

    /// Bytes of lines that may wait.
    private static let room = 4 << 20

    private let descriptor: Int32
    private let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let waiting = Mutex(Waiting())
    private let lost = Atomic(0)

    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Lines that were not written.
    var dropped: Int { lost.load(ordering: .relaxed) }

    func write(_ entry: AccessLogEntry) {
        let line = entry.line
        let mustSchedule = waiting.withLock { waiting in
            guard waiting.lines.count + line.count <= Self.room else {
                lost.add(1, ordering: .relaxed)
                return false
            }
            waiting.lines += line
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        // Not at once: waking the thread for each line would cost more than the line.
        if mustSchedule { threads.next().scheduleTask(in: .milliseconds(50)) { self.flush() } }
    }

    /// Writes what is left.
    package func close() async {
        try? await threads.next().submit { self.flush() }.get()
        try? await threads.shutdownGracefully()
    }

    private func flush() {
        let lines = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting.lines
        }
        do throws(FileProblem) {
            try writeAll(lines, to: descriptor, path: "")
        } catch {
            lost.add(lines.count { $0 == UInt8(ascii: "\n") }, ordering: .relaxed)
        }
    }
}

/// What is told of a request: nothing that only its client may know, so no body, no header but the user agent, no query, and of
/// a job's ID, by which its result can be fetched, only the beginning.
final class AccessLogEntry {
    private let time: timespec
    private let began = ContinuousClock.now
    private let client: String?
    private let method: String?
    private let path: String?
    private let agent: String?
    let id: String
    /// Nothing if the client left before it was answered.
    var status: Int?
    var bytes = 0

    /// - Parameter head: Nothing if it could not be read.
    init(_ head: HTTPRequestHead?, id: String, client: String?) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        (self.time, self.id, self.client) = (time, id, client)
        method = head.map { Self.short($0.method.rawValue) }
        path = head.map { Self.safe($0.uri) }
        agent = head?.headers.first(name: "user-agent").map(Self.short)
    }

    private static func safe(_ uri: String) -> String {
        let path = uri.prefix { $0 != "?" && $0 != "#" }
        let jobs = "/v1/jobs/"
        guard path.hasPrefix(jobs), path.count > jobs.count + 8 else { return short(String(path)) }
        return "\(path.prefix(jobs.count + 8))…"
    }

    private static func short(_ text: String) -> String {
        text.utf8.count <= 256 ? text : "\(text.prefix(256))…"
    }

    fileprivate var line: [UInt8] {
        var json = JSONWriter(reserving: 256)
        json.raw("{\"time\":")
        json.string(rfc3339(time))
        json.raw(",\"request_id\":")
        json.string(id)
        for (name, value) in [("client", client), ("method", method), ("path", path), ("user_agent", agent)] {
            guard let value else { continue }
            json.raw(",")
            json.string(name)
            json.raw(":")
            json.string(value)
        }
        if let status {
            json.raw(",\"status\":")
            json.number(status)
        } else {
            json.raw(",\"aborted\":true")
        }
        json.raw(",\"bytes\":")
        json.number(bytes)
        json.raw(",\"seconds\":")
        json.number(Float((ContinuousClock.now - began) / .seconds(1)))
        json.raw("}\n")
        return json.bytes
    }
}

/// A time in UTC to the millisecond (RFC 3339).
private func rfc3339(_ time: timespec) -> String {
    var (seconds, parts) = (time.tv_sec, tm())
    gmtime_r(&seconds, &parts)
    func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let day = [digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(Int(parts.tm_mday), 2)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
    return "\(day.joined(separator: "-"))T\(clock.joined(separator: ":")).\(digits(time.tv_nsec / 1_000_000, 3))Z"
}

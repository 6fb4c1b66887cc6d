import Dispatch
internal import Glibc
import Runner

/// Control-C, a request to end, a terminal that goes away: the first time no new work is begun, and it is told for whom the run still waits; the second time the
/// program ends at once.
///
/// Signals are watched for as long as this object lives.
final class Interruption {
    let stop = StopRequest()
    private var sources: [any DispatchSourceSignal] = []

    init(_ terminal: Terminal) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // What nohup(1) has them ignore stays ignored.
            let isIgnored = signal(number, SIG_IGN).map { unsafeBitCast($0, to: Int.self) == 1 } ?? false
            if isIgnored, number == SIGHUP { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [stop] in Self.take(stop, terminal) }
            source.resume()
            sources.append(source)
        }
    }

    private static func take(_ stop: StopRequest, _ terminal: Terminal) {
        if stop.isRequested {
            Keyboard.release()
            _exit(130)
        }
        stop.request()
        let count = stop.busyHosts
        let words = count == 0 ? "stopping" : "waiting for \(count) host\(count == 1 ? "" : "s")"
        terminal.tell("\n\(words); again to stop now\n")
    }
}

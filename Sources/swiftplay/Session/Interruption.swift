import Dispatch
internal import Glibc
import Runner

/// Control-C, a terminal that goes away: the first time no new work is begun, and it is told for whom the run still waits;
/// the second time, and at once where the program is told to end, nothing is waited for. The recap then names the hosts of
/// which nobody knows how far they are; a third time, or where the recap does not come within a second, the program ends
/// with their names.
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
            let isOrder = number == SIGTERM
            source.setEventHandler { [stop] in Self.take(stop, terminal, isOrder: isOrder) }
            source.resume()
            sources.append(source)
        }
    }

    private static func take(_ stop: StopRequest, _ terminal: Terminal, isOrder: Bool) {
        if stop.isGivenUp { end(stop, terminal) }
        if isOrder || stop.isRequested { return giveUp(stop, terminal) }
        stop.request()
        let count = stop.busyHosts
        let words = count == 0 ? "stopping" : "waiting for \(count) host\(count == 1 ? "" : "s")"
        terminal.tell("\n\(words); press Ctrl-C again to stop now\n")
    }

    private static func giveUp(_ stop: StopRequest, _ terminal: Terminal) {
        stop.giveUp()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.8) { end(stop, terminal) }
    }

    private static func end(_ stop: StopRequest, _ terminal: Terminal) -> Never {
        let hosts = stop.changingHosts
        if !hosts.isEmpty {
            terminal.tell("\nunknown, because a task was running: \(hosts.joined(separator: ", "))\n")
        }
        Keyboard.release()
        _exit(130)
    }
}

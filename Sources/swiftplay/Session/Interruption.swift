import Dispatch
internal import Glibc
import Runner

/// Control-C: the first time no new work is begun, the second time the program ends at once.
///
/// Signals are watched for as long as this object lives.
final class Interruption {
    let stop = StopRequest()
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [stop] in
                if stop.isRequested { _exit(130) }
                stop.request()
            }
            source.resume()
            sources.append(source)
        }
    }
}

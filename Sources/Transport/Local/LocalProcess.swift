import Glibc

/// A process of this machine with pipes to its three standard streams.
struct LocalProcess: Sendable {
    let id: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32

    /// Runs text by `/bin/sh` in a session of its own, so that a timeout ends it with all its children.
    init(shellText text: String) throws(ConnectionError) {
        let started = ProcessStart.alone { Self.start(text) }
        guard let started else { throw .noShell("/bin/sh cannot be run: \(String(cString: strerror(errno)))") }
        self = started
    }

    private init(id: pid_t, input: Pipe, output: Pipe, errors: Pipe) {
        self.id = id
        for end in [input.reading, output.writing, errors.writing] { Glibc.close(end) }
        self.input = input.writing
        self.output = output.reading
        self.errors = errors.reading
        for end in [self.input, self.output, self.errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    private static func start(_ text: String) -> LocalProcess? {
        guard let input = Pipe(), let output = Pipe(), let errors = Pipe() else { return nil }
        let streams = (input: input.reading, output: output.writing, errors: errors.writing)
        guard let process = ProcessStart.spawn(["/bin/sh", "-c", text], streams: streams) else {
            for pipe in [input, output, errors] { pipe.close() }
            return nil
        }
        return LocalProcess(id: process, input: input, output: output, errors: errors)
    }

    func close() {
        for end in [input, output, errors] { Glibc.close(end) }
    }
}

import Connection
import ModuleKit
import Transport

extension MicroBenchmark {
    /// Over a shell of this machine, whose own CPU time does not count.
    static let framing = [
        MicroBenchmark("framing", "500 questions rendered, framed and read in one exchange") {
            try await exchange(questions(500))
        },
        MicroBenchmark("output", "64 MiB of output of one command taken in") {
            try await exchange([.command(Command(.arguments(["head", "-c", "67108864", "/dev/zero"])))])
        },
        MicroBenchmark(
            "framing-growth", "1,000 questions in one exchange, as a multiple of 10 × 100",
            comparedWith: .tenth { try await exchange(questions(100)) }
        ) { try await exchange(questions(1_000)) },
    ]

    private static func questions(_ count: Int) -> [Query] {
        (0..<count).map { .command(Command(.arguments(["echo", "\($0)"]))) }
    }

    private static func exchange(_ queries: [Query]) async throws {
        let options = ConnectionOptions(name: "localhost", address: "localhost", kind: .local)
        let connection = try await StandardConnector().connect(options)
        _ = try await connection.exchange([], then: queries, as: nil)
        await connection.close()
    }
}

import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Connection

/// Jobs under each shell, on this machine.
@Suite struct JobTests {
    private func shell(_ text: String) -> Step { .run(Command(.shell(text, executable: nil))) }

    private func job(_ steps: [Step], _ directory: RemotePath, then queries: [Query] = [], limit: Int = 60) -> Job {
        Job(Job.Record(id: "j1.2", in: directory.appending("jobs")), steps: steps, then: queries, limit: limit)
    }

    private func report(_ order: JobOrder, _ connection: any Connection) async throws -> JobReport {
        let exchange = try await connection.exchange([.job(order)], then: [], as: nil)
        guard case .job(let report)? = exchange.outcomes.first else { throw Surprise(what: "\(exchange.outcomes)") }
        return report
    }

    @Test(arguments: TestShell.allCases)
    func `a job runs without its connection and returns the results of all its steps and queries`(shell: TestShell)
        async throws
    {
        try await shell.session { connection, directory in
            let file = directory.appending("made")
            let large = [UInt8](repeating: 7, count: 300_000)
            var reading = Command(.shell("wc -c; echo oops >&2; sleep 1", executable: nil))
            reading.input = [UInt8](repeating: 65, count: 40_000)
            let job = job(
                [
                    .write(FileWrite(Content(large), to: .init(file))), .run(reading), self.shell("exit 3"),
                    self.shell(""),
                ],
                directory, then: [.file(file, FileInterest(digests: [.sha1]))])
            let started = try await report(.start(job), connection)
            #expect(started == JobReport(.running, file: "\(directory)/jobs/j1.2"))
            #expect(try await report(.look(job, wait: 0), connection).state == .running)
            await connection.close()
            let again = shell.connection()
            let ended = try await report(.look(job, wait: 20), again)
            #expect(ended.state == .ended)
            #expect(ended.outcomes.count == 4)
            #expect(ended.outcomes[0] == .written(backup: nil))
            #expect(ended.outcomes[1].output?.standardOutput.text.trimmed == "40000")
            #expect(ended.outcomes[1].output?.standardError.text == "oops\n")
            #expect(ended.outcomes[2].output?.exitCode == 3)
            #expect(ended.outcomes[3] == .notTaken)
            let seconds = ended.outcomes[1].output.map { $0.ended - $0.started } ?? 0
            #expect(seconds >= 0.9 && seconds < 10)
            #expect(ended.answers.first?.file?.digests[.sha1] == Content(large).sha1)
            await again.close()
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a job is started only once, and forgetting it leaves nothing behind`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let counter = directory.appending("counter")
            let job = job([self.shell("echo once >>\(counter)")], directory)
            _ = try await report(.start(job), connection)
            _ = try await report(.start(job), connection)
            #expect(try await report(.look(job, wait: 20), connection).state == .ended)
            _ = try await report(.start(job), connection)
            _ = try await report(.forget(job.record), connection)
            #expect(try await report(.look(job, wait: 20), connection).state == .absent)
            #expect(try await report(.forget(job.record), connection).state == .absent)
            let left = Query.directory(directory.appending("jobs"))
            let exchange = try await connection.exchange(
                [], then: [.file(counter, FileInterest(contentsUpTo: 100)), left], as: nil)
            #expect(exchange.answers[0].file?.contents == Array("once\n".utf8))
            #expect(exchange.answers[1] == .directory([]))
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a job that is forgotten while it runs finishes and is then removed`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let job = job([self.shell("sleep 1; echo done >\(directory)/done")], directory)
            _ = try await report(.start(job), connection)
            #expect(try await report(.forget(job.record), connection).state == .running)
            let wait = Step.wait(WaitCondition(.path(directory.appending("done")), interval: 0.1, timeout: 20))
            let after = Step.wait(
                WaitCondition(.path(directory.appending("jobs/j1.2.job")), goal: .absent, interval: 0.1, timeout: 20))
            let exchange = try await connection.exchange([wait, after], then: [], as: nil)
            #expect(exchange.outcomes.allSatisfy { if case .waited = $0 { true } else { false } })
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a job that exceeds its time is stopped with all its processes`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let job = job([self.shell("sleep 61 & sleep 62; echo >\(directory)/late")], directory, limit: 1)
            _ = try await report(.start(job), connection)
            #expect(try await report(.look(job, wait: 20), connection).state == .overdue)
            let count = "sleep 3; grep -lzE '^6[12]$' /proc/[0-9]*/cmdline 2>/dev/null | grep -c . || true"
            let left = Command(.shell("\(count)", executable: nil))
            let exchange = try await connection.exchange(
                [.run(left)], then: [.file(directory.appending("late"))], as: nil)
            #expect(exchange.outcomes[0].output?.standardOutput.text.trimmed == "0")
            #expect(exchange.answers == [.file(nil)])
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a killed job is reported as gone, and one of another run returns its output`(shell: TestShell)
        async throws
    {
        try await shell.session { connection, directory in
            let job = job([self.shell("kill -KILL $PPID; sleep 1")], directory)
            _ = try await report(.start(job), connection)
            #expect(try await report(.look(job, wait: 20), connection).state == .vanished)
            let other = Job(Job.Record(id: "j3.4", in: directory), steps: [self.shell("echo hello; exit 5")], limit: 60)
            _ = try await report(.start(other), connection)
            let told = try await report(.look(Job(other.record), wait: 20), connection)
            #expect(told.outcomes.isEmpty)
            #expect(told.outputs.map(\.standardOutput.text) == ["hello\n"] && told.outputs.first?.exitCode == 5)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `failures keep their kind`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let job = job([.write(FileWrite(Content([1]), to: .init(directory.appending("no/such"))))], directory)
            _ = try await report(.start(job), connection)
            let ended = try await report(.look(job, wait: 20), connection)
            guard case .failed(let failure)? = ended.outcomes.first else {
                Issue.record("\(ended)")
                return
            }
            #expect(failure.kind == .missingParent)
            let blocked = Job(Job.Record(id: "j5.6", in: RemotePath("/proc/no")), steps: [], limit: 60)
            let exchange = try await connection.exchange([.job(.start(blocked))], then: [], as: nil)
            #expect(exchange.failed)
        }
    }
}

private struct Surprise: Error {
    let what: String
}

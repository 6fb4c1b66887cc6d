package import ModuleKit
package import Transport

/// A connection over persistent shells: one for each user that tasks run as.
package actor ShellConnection: Connection {
    private let transport: any ShellTransport
    private let shell: String?
    private let trials: BecomeTrials
    private var sessions: [Become?: ShellSession] = [:]
    /// One exchange at a time: a session of SSH has one packet in flight, and a shell one frame.
    private let lock = AsyncLock()
    private var isClosed = false

    init(_ transport: any ShellTransport, shell: String?, trials: BecomeTrials = BecomeTrials()) {
        self.transport = transport
        self.shell = shell
        self.trials = trials
    }

    package func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError)
        -> Exchange
    {
        await lock.acquire()
        defer { lock.release() }
        guard !isClosed else { throw .lost("the connection has been closed") }
        let layout = FrameLayout(steps, then: queries)
        if steps.contains(where: \.needsUnusedAccount) { await leaveShells(of: user) }
        let run = try await self.run(layout.frames, as: user)
        do {
            let answers = try await complete(layout.answers(run), to: queries, as: user)
            return Exchange(outcomes: layout.outcomes(run), answers: answers)
        } catch {
            throw error.afterSomething
        }
    }

    package func close() async {
        await lock.acquire()
        defer { lock.release() }
        isClosed = true
        if !transport.closesItsChannels {
            for session in sessions.values { await session.close() }
        }
        sessions = [:]
        await transport.close()
    }

    private func run(_ frames: [Frame], as user: Become?) async throws(ConnectionError) -> ShellSession.Run {
        let session = try await freshSession(as: user)
        let run = try await session.run(frames)
        if case .mute(let words) = run.ending {
            await discard(session, of: user)
            throw BecomeFailure.muteness(for: user, after: ShellOpening.patience(user, transport), words: words)
        }
        if case .died(let words) = run.ending, await session.processGroup == nil {
            await discard(session, of: user)
            throw BecomeFailure.error(for: user, words: words)
        }
        if case .complete = run.ending { return run }
        let group = await session.processGroup ?? 0
        await discard(session, of: user)
        if case .timedOut = run.ending { try await endGroup(group, as: user) }
        return run
    }

    /// A shell that is there, or a new one. A server may allow so few channels (`MaxSessions`) that the others have to go
    /// first.
    private func freshSession(as user: Become?) async throws(ConnectionError) -> ShellSession {
        do {
            return try await session(as: user)
        } catch ConnectionError.noChannel where sessions.count > 0 {
            await leaveAllShells()
            do throws(ConnectionError) {
                return try await sessionOnceFree(as: user)
            } catch {
                throw error.beforeAnything
            }
        } catch {
            throw error.beforeAnything
        }
    }

    /// A server may need a moment until it counts a channel as closed.
    private func sessionOnceFree(as user: Become?) async throws(ConnectionError) -> ShellSession {
        for _ in 0..<40 {
            do {
                return try await session(as: user)
            } catch ConnectionError.noChannel where !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        return try await session(as: user)
    }

    private func session(as user: Become?) async throws(ConnectionError) -> ShellSession {
        if let session = sessions[user], await session.isUsable { return session }
        let opening = ShellOpening(shell: shell, become: user)
        let patience = ShellOpening.patience(user, transport)
        let channel = try await trials.attempt(user) { () async throws(ConnectionError) in
            let channel = try await transport.open(opening.command)
            return (channel, wasAsked: try await opening.pass(channel, within: patience))
        }
        let session = ShellSession(channel, patience: .seconds(patience))
        sessions[user] = session
        return session
    }

    private func discard(_ session: ShellSession, of user: Become?) async {
        sessions[user] = nil
        await session.close()
    }

    /// Ends the shells of all whom tasks became but of the one given, and waits until they are gone.
    private func leaveShells(of user: Become?) async {
        for (other, session) in sessions where other != user && other != nil { await leave(session, of: other) }
    }

    private func leaveAllShells() async { for (user, session) in sessions { await leave(session, of: user) } }

    private func leave(_ session: ShellSession, of user: Become?) async {
        sessions[user] = nil
        await session.leave()
    }

    /// Ends a process group that is busy beyond its time: politely, then for good.
    private func endGroup(_ group: Int, as user: Become?) async throws(ConnectionError) {
        guard group > 1 else { return }
        let text: ShellText = """
            kill -TERM -\(group); sp_i=0
            while kill -0 -\(group) && [ $sp_i -lt 10 ]; do sp_i=$((sp_i + 1)); sleep 0.2 || sleep 1; done
            kill -KILL -\(group)
            """
        _ = try await session(as: user).run([Frame("{ \(text)\n} 2>/dev/null")])
    }

    /// A run cut short still owes the state it left: the missing answers come from a fresh shell.
    private func complete(
        _ answers: [Answer?], to queries: [Query], as user: Become?
    ) async throws(ConnectionError) -> [Answer] {
        var answers = answers
        let missing = answers.indices.filter { answers[$0] == nil }
        if !missing.isEmpty {
            let layout = FrameLayout([], then: missing.map { queries[$0] })
            let again = layout.answers(try await run(layout.frames, as: user))
            for (index, answer) in zip(missing, again) { answers[index] = answer }
        }
        return answers.map { $0 ?? .refused("the shell on the host ended during this question") }
    }
}

extension Step {
    /// Whether it fails while an account is in use, as one whose shell waits for more.
    fileprivate var needsUnusedAccount: Bool {
        switch self {
        case .run(let command): command.namesProgram(of: ["userdel", "usermod", "deluser"])
        case .job(.start(let job)): job.steps.contains(where: \.needsUnusedAccount)
        default: false
        }
    }
}

extension Command {
    fileprivate func namesProgram(of names: [String]) -> Bool {
        switch form {
        case .arguments(let words), .expanded(let words): names.contains(RemotePath(words.first ?? "").name)
        case .shell(let text, _), .script(let text, _): names.contains { text.contains($0) }
        }
    }
}

package import Connection
package import ModuleKit
package import Transport

/// The way to one host during a run: its connection, opened when first needed, and what it has answered.
///
/// Everything that reaches the host goes through here, so this is where answers are remembered, where further
/// questions ride along with an exchange that must happen anyway, and where round trips are counted.
package actor HostLink {
    package struct Counts: Sendable, Hashable {
        package var exchanges = 0
        package var queries = 0
    }

    package nonisolated let name: String
    private let connections: ConnectionCache
    let clock: ChangeClock
    private var ownChanges = 0
    /// Whether the host has file systems in common with others; `nil` while that is not known.
    private var sharesFiles: Bool?
    private let expiry: AnswerExpiry
    private let time: @Sendable () -> Double
    private let stop: StopRequest
    private var memory = AnswerCache()
    private var window = LookAheadWindow()
    /// In check mode: the host as it would be, for each user one becomes.
    private var forecasts: [String?: HostForecast] = [:]
    /// What tasks would touch that check mode left out before anything was forecast.
    private var leftOut: [[Footprint]] = []
    private var counts = Counts()

    init(
        name: String, connector: any Connector, limit: ConnectionLimit, expiry: AnswerExpiry,
        clock: ChangeClock, stop: StopRequest, time: @escaping @Sendable () -> Double
    ) {
        self.name = name
        self.stop = stop
        connections = ConnectionCache(connector, limit: limit, stop: stop)
        self.expiry = expiry
        self.clock = clock
        self.time = time
    }

    /// The round trips so far, and the questions that were in them.
    package func tally() -> Counts { counts }

    /// Answers to all queries: from memory where still true, the others by one exchange.
    ///
    /// - Parameter ahead: Further questions, of the next so many executions, asked only if there is an exchange; their
    ///   answers are remembered.
    package func ask(_ queries: [Query], ahead: (Int) -> [Query] = { _ in [] }, via route: Route)
        async throws(ConnectionError) -> Answers
    {
        let known = remembered(queries, route)
        let missing = known.missing(from: queries)
        guard !missing.isEmpty else { return known }
        try await connections.throwExpected(of: route.options)
        do throws(ConnectionError) {
            // The connection is made while it is thought about what to ask.
            async let failure = connections.failure(toOpen: route.options)
            let further = ahead(window.executions(at: changes, time()))
            let asked = missing + riders(remembered(further, route).missing(from: further))
            if let failure = await failure { throw failure }
            let answers = try await exchange([], asking: asked, beside: known, via: route).answers
            // What was only asked ahead must not be what the host was stuck in.
            let isStuck = missing.contains { answers[$0]?.isSilence == true }
            guard isStuck, asked.count > missing.count else { return answers }
            return try await exchange([], asking: missing, beside: known, via: route).answers
        } catch .lost {
            // Questions have no effect, so they may be asked again on a new connection.
            return try await exchange([], asking: queries, via: route).answers
        }
    }

    /// Takes the steps, then answers the queries, in one exchange.
    ///
    /// - Parameters:
    ///   - touching: What the steps may change.
    ///   - executions: How many are settled by them.
    /// - Throws: ``ConnectionError/lost(_:)`` when it is not known which of the steps were taken.
    package func take(
        _ steps: [Step], settling executions: Int = 1, touching: [Footprint], about queries: [Query],
        ahead: (Int) -> [Query] = { _ in [] }, via route: Route
    ) async throws(ConnectionError) -> (outcomes: [StepOutcome], answers: Answers) {
        try await connections.throwExpected(of: route.options)
        if steps.contains(where: { $0.footprint != .nothing }) { count(touching) }
        let further = riders(ahead(window.executionsAfterChange(of: executions, at: changes, time())))
        return try await exchange(steps, asking: queries + further, via: route)
    }

    /// What rides along; the first time, a question of our own that only those who look ahead need.
    private func riders(_ further: [Query]) -> [Query] {
        sharesFiles == nil && !further.isEmpty ? further + [SharedMounts.query] : further
    }

    /// Another task of the run has changed something here by another way.
    func noteForeignChange() { ownChanges += 1 }

    private func count(_ touching: [Footprint]) {
        ownChanges += 1
        if !touching.allSatisfy({ $0.staysOnHost(sharesFiles: sharesFiles ?? true) }) { clock.tick() }
    }

    /// All that the host has answered and that is still true, and whether other hosts may see its files.
    package func knowledge(via route: Route) -> (answers: Answers, sharesFiles: Bool) {
        (memory.answers(as: route.become, change: changes, time: time()), sharesFiles ?? true)
    }

    private func keep(_ answers: [Answer], to queries: [Query], as user: Become?, change: ChangeCount) async {
        let now = time()
        window.answered(at: now)
        memory.keep(answers, to: queries, as: user, change: change, time: now)
        for other in expiry.kept(by: self, at: now) where other !== self { await other.forgetStale() }
    }

    private func forgetStale() { memory.forgetStale(change: changes, time: time()) }

    /// Why one cannot become the user of this way; `nil` if one can. To try it, the host is asked what it will be asked
    /// first; the answers are remembered.
    ///
    /// That the host cannot be reached at all is kept for the task that finds it.
    ///
    /// - Parameter ahead: The questions of the next so many executions.
    package func failure(toBecome route: Route, asking ahead: (Int) -> [Query]) async -> ConnectionError? {
        async let unopened = connections.failure(toOpen: route.options)
        let asked = riders(ahead(window.executions(at: changes, time())))
        if let error = await unopened {
            await connections.expect(error, of: route.options)
            return error
        }
        do {
            _ = try await exchange([], asking: asked, via: route)
            return nil
        } catch {
            return error
        }
    }

    /// Ends all connections.
    package func close() async {
        memory.forget()
        await connections.closeAll()
    }

    private var changes: ChangeCount { ChangeCount(own: ownChanges, ofAll: clock.now) }

    private func remembered(_ queries: [Query], _ route: Route) -> Answers {
        memory.answers(to: queries, as: route.become, change: changes, time: time())
    }

    /// One round trip.
    ///
    /// - Parameter known: Answers to be given out with those that are asked for.
    func exchange(_ steps: [Step], asking: [Query], beside known: Answers = Answers(), via route: Route)
        async throws(ConnectionError) -> (outcomes: [StepOutcome], answers: Answers)
    {
        do {
            return try await roundTrip(steps, asking: asking, beside: known, via: route)
        } catch .unreached where !stop.isRequested {
            // The connection had broken while nobody used it.
            return try await roundTrip(steps, asking: asking, beside: known, via: route)
        }
    }

    private func roundTrip(_ steps: [Step], asking: [Query], beside known: Answers, via route: Route)
        async throws(ConnectionError) -> (outcomes: [StepOutcome], answers: Answers)
    {
        let open = try await connections.use(route.options)
        var seen: Set<Query> = []
        let asked = asking.filter { seen.insert($0).inserted }
        let change = changes
        var answers = known
        let exchange: Exchange
        do {
            exchange = try await stop.during(name, mayChange: !steps.isEmpty) { () async throws(ConnectionError) in
                try await open.connection.exchange(steps, then: asked, as: route.become)
            }
        } catch {
            memory.forget()
            await connections.forget(open, of: route.options)
            await connections.rest()
            throw error
        }
        await connections.rest()
        if !steps.isEmpty || !asked.isEmpty {
            counts.exchanges += 1
            ExchangeMeter.note()
        }
        counts.queries += asked.count
        await keep(exchange.answers, to: asked, as: route.become, change: change)
        for (query, answer) in zip(asked, exchange.answers) { answers[query] = answer }
        if let mounts = answers[SharedMounts.query] { sharesFiles = SharedMounts(mounts)?.isEmpty != true }
        return (exchange.outcomes, answers)
    }
}

// The forecast of check mode.
extension HostLink {
    /// What the host would answer after the changes that were forecast, asking it what is not known yet.
    ///
    /// - Parameters:
    ///   - queries: As the module knows them, whatever the task's keywords add.
    ///   - asked: The same, as the host is asked.
    package func forecast(
        _ queries: [Query], asking asked: [Query], ahead: (Int) -> [Query] = { _ in [] }, via route: Route
    ) async throws(ConnectionError) -> Answers {
        let answers = try await ask(asked, ahead: ahead, via: route)
        var hostForecast = hostForecast(route)
        var forecast = Answers()
        for (query, asked) in zip(queries, asked) {
            guard let answer = answers[asked] else { continue }
            let plain = hostForecast.learn(answer, to: query)
            forecast[query] = plain
            // What is only wanted for a diff makes nothing unknown.
            guard case .file = query, asked != query else { continue }
            let wide = hostForecast.learn(answer, to: asked)
            if wide != .unknown { forecast[query] = wide }
        }
        forecasts[route.become?.user] = hostForecast
        return forecast
    }

    /// The answers to `queries` after these changes, as far as they are known.
    package func answers(to queries: [Query], after changes: [Change], via route: Route) -> Answers {
        var hostForecast = hostForecast(route)
        for change in changes { hostForecast.take(change) }
        return hostForecast.answers(to: queries)
    }

    /// Later answers are as if these changes had been made.
    package func expect(_ changes: [Change], via route: Route) {
        if forecasts[route.become?.user] == nil { forecasts[route.become?.user] = hostForecast(route) }
        // What one user would change, every other would see.
        for user in forecasts.keys { for change in changes { forecasts[user]?.take(change) } }
    }

    /// Later answers take into account that a task was left out which would touch these, and may do more than it says.
    ///
    /// - Parameter footprints: Empty for one that changes nothing.
    package func leaveOut(touching footprints: [Footprint]) {
        guard !footprints.isEmpty else { return }
        guard !forecasts.isEmpty else { return leftOut.append(footprints) }
        for user in forecasts.keys { forecasts[user]?.leaveOut(touching: footprints) }
    }

    /// Whether a task was left out of which nobody knows what else it would have done.
    package var hasGaps: Bool { !leftOut.isEmpty || forecasts.values.contains(where: \.hasGaps) }

    /// Whether earlier changes may have brought something that these questions did not find.
    package func doubts(_ queries: [Query], via route: Route) -> Bool {
        let hostForecast = hostForecast(route)
        return queries.contains { hostForecast.doubts($0) }
    }

    /// Whether the host would be another after the changes forecast so far.
    package var hasForecast: Bool { hasGaps || forecasts.values.contains { !$0.isUntouched } }

    private func hostForecast(_ route: Route) -> HostForecast {
        if let known = forecasts[route.become?.user] { return known }
        if let other = forecasts.values.first { return HostForecast(after: other, maker: route.fileMaker) }
        var hostForecast = HostForecast(maker: route.fileMaker)
        for footprints in leftOut { hostForecast.leaveOut(touching: footprints) }
        return hostForecast
    }
}

/// By which connection and as whom a host is spoken to.
package struct Route: Hashable, Sendable {
    package var options: ConnectionOptions
    package var become: Become?

    package init(_ options: ConnectionOptions, as become: Become? = nil) {
        self.options = options
        self.become = become
    }

    private var user: String? { become?.user ?? options.user }

    /// Whom tasks are done as, as far as is known here.
    var userName: String { user ?? "root" }
    var isRoot: Bool { userName == "root" }

    /// Who owns the files that are made by this way.
    var fileMaker: FileMaker {
        isRoot ? FileMaker() : FileMaker(userID: -1, groupID: -1, user: user, group: user)
    }
}

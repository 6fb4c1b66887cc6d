import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// How a service listens, queues and stops.
package struct ServiceOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 8080
    package var workers = 2
    package var queue = QueueLimits()
    package var requests = RequestLimits()
    /// Asked of whoever reads `/metrics`.
    package var metricsToken: BearerToken?
    /// Where each request is told of.
    package var accessLog: AccessLog?
    /// Who has started the service and wants to be told how it fares.
    package var manager: ServiceManager?
    /// Directory for jobs that shall survive a restart; nothing keeps them in memory.
    package var journal: String?
    package var maximumConnections = 4096
    /// After which a connection that says nothing is closed.
    package var idleTime = Duration.seconds(60)
    /// Between telling load balancers to look elsewhere and closing the door.
    package var drainTime = Duration.zero
    /// For everything accepted to be done; what is not is cut off.
    package var stopTime = Duration.seconds(25)

    package init() {}
}

/// The model service: web, queue, workers and model, wired together.
package struct ModelService: Sendable {
    private let options: ServiceOptions
    private let store: ModelStore
    private let logger: Logger
    private let metrics = Metrics()
    private let readiness = Readiness()

    package init(_ options: ServiceOptions, store: ModelStore, logger: Logger) {
        self.options = options
        self.store = store
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT, then stops in order: readiness, web, workers.
    ///
    /// - Parameters:
    ///   - onListening: Called with the port once connections are accepted.
    /// - Throws: If the directory for jobs cannot be used or the address cannot be listened on.
    package func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        async let _: Void? = options.manager?.keepAlive()
        do {
            try await serve(onListening)
        } catch {
            await options.accessLog?.close()
            throw error
        }
        await options.accessLog?.close()
    }

    private func serve(_ onListening: @escaping @Sendable (Int) async -> Void) async throws {
        guard let directory = options.journal else {
            return try await serve(MemoryBroker(options.queue), onListening)
        }
        let broker = try await EmbeddedBroker(directory: directory, limits: options.queue, logger: logger)
        do {
            try await serve(broker, onListening)
        } catch {
            await broker.closeFiles()
            throw error
        }
        await broker.closeFiles()
    }

    private func serve(_ broker: any Broker, _ onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let work = ModelWork(store, metrics)
        let workers = Workers(width: options.workers, broker: broker, logger: logger) { work($0) }
        // Stopped from the last to the first, each only when the one after it has ended.
        let services: [any Service] = [
            Reloading(store: store, metrics: metrics, logger: logger, manager: options.manager), workers,
            web(broker, onListening),
            EndReadiness(readiness: readiness, drainTime: options.drainTime, manager: options.manager),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger))
        configuration.maximumGracefulShutdownDuration = options.stopTime + options.drainTime
        try await ServiceGroup(configuration: configuration).run()
        let left = broker.load.waiting + broker.load.running
        if left > 0 { throw JobsLeft(count: left, areKept: options.journal != nil) }
    }

    private func web(_ broker: any Broker, _ onListening: @escaping @Sendable (Int) async -> Void) -> some Service {
        let parts = ServiceParts(
            store: store, broker: broker, metrics: metrics, readiness: readiness, limits: options.requests,
            workers: options.workers, metricsToken: options.metricsToken,
            accessLog: options.accessLog)
        return Application(
            responder: makeResponder(serviceRoutes(parts), metrics),
            server: HTTPServerBuilder { ClientConnection(options, parts, responder: $0) },
            configuration: .init(
                address: .hostname(options.host, port: options.port), backlog: 1024,
                availableConnectionsDelegate: .maximum(options.maximumConnections, logger: quiet(logger))),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? options.port)
                options.manager?.ready(store.summary)
            },
            logger: quiet(logger))
    }
}

/// The time to stop was over before all accepted jobs were done.
package struct JobsLeft: Error, CustomStringConvertible {
    let count: Int
    let areKept: Bool

    package var description: String {
        "stopped with \(count) unfinished jobs\n  The stop timeout was over."
            + (areKept ? "Submitted jobs are stored and will run at the next start." : "They are lost.")
            + "\n  hint: raise --stop-timeout"
    }
}

/// Libraries speak up for warnings only: the service itself says what its operator wants to know.
private func quiet(_ logger: Logger) -> Logger {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return quiet
}

/// Loads the models again on SIGHUP, and when others were made active; if they are bad, what was in use serves on.
private struct Reloading: Service {
    let store: ModelStore
    let metrics: Metrics
    let logger: Logger
    let manager: ServiceManager?

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { reload() }
            }
            group.addTask { await watch() }
        }
    }

    /// Looked at, not waited for: a few stat(2) a second cost nothing, and work on every file system.
    private func watch() async {
        guard let first = store.signature else { return }
        await cancelWhenGracefulShutdown {
            var seen = first
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                let now = store.signature ?? []
                if now != seen { reload() }
                seen = now
            }
        }
    }

    private func reload() {
        manager?.reloading()
        defer { manager?.ready(store.summary) }
        do {
            let differs = try store.reload()
            metrics.reloaded(true)
            logger.notice("\(differs ? "new files are in use" : "nothing has changed"); \(store.summary)")
        } catch {
            metrics.reloaded(false)
            logger.error("new files refused, the old model stays in use: \(error)")
        }
    }
}

/// The first to be stopped: turns readiness off and leaves load balancers time to notice.
private struct EndReadiness: Service {
    let readiness: Readiness
    let drainTime: Duration
    let manager: ServiceManager?

    func run() async throws {
        try? await gracefulShutdown()
        manager?.stopping()
        readiness.end()
        try? await Task.sleep(for: drainTime)
    }
}

extension ModelStore {
    /// For people: all models.
    package var summary: String { models.map(\.summary).joined(separator: ", ") }
}

extension ServedModel {
    /// For the log: the model and what of it answers.
    package var summary: String {
        let others = versions.dropFirst().map { ", \($0.role) \($0.deployment.model.version)" }.joined()
        return "model \(name) \(active.model.digest)\(others)"
    }
}

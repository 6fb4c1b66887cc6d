import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension ServiceCommand {
    static let serve = ServiceCommand(
        name: "serve", summary: "Answer predictions over HTTP until SIGTERM; SIGHUP reloads the files.",
        options: modelOptions + [
            CommandOption("models", "DIR", "directory of models with versions, instead of --weights"),
            CommandOption("default-model", "NAME", "model for requests that name none; else the first by name"),
            CommandOption("data", "CSV", "rows and outcomes for the pages; empty for none", fallback: "data.csv"),
            CommandOption("host", "ADDRESS", "address to listen on", fallback: "127.0.0.1"),
            CommandOption("port", "N", "port to listen on; 0 for any free one", fallback: "8080"),
            CommandOption("workers", "N", "number of jobs to work on at once", fallback: "2"),
            CommandOption("queue-capacity", "N", "queue capacity; further jobs are refused with 429", fallback: "256"),
            CommandOption("delivery-limit", "N", "attempts before a job is given up", fallback: "3"),
            CommandOption("journal", "DIR", "directory in which submitted jobs survive a restart"),
            CommandOption("metrics-token", "TOKEN", "token required for /metrics; best set by the variable"),
            CommandOption("max-rows", "N", "maximum rows per request", fallback: "10000"),
            CommandOption("max-body", "BYTES", "maximum size of a request", fallback: "1048576"),
            CommandOption("max-connections", "N", "maximum number of connections", fallback: "4096"),
            CommandOption("idle-timeout", "SECONDS", "timeout of a silent connection", fallback: "60"),
            CommandOption("body-timeout", "SECONDS", "timeout for a request to arrive", fallback: "20"),
            CommandOption(
                "answer-timeout", "SECONDS", "timeout after which a waiting request gets 503", fallback: "10"),
            CommandOption(
                "drain-time", "SECONDS", "delay between becoming unready and closing the port", fallback: "0"),
            CommandOption("stop-timeout", "SECONDS", "timeout for accepted jobs when stopping", fallback: "25"),
            CommandOption(
                "access-log", "FORM", "json for a line on standard output for each request, or none", fallback: "none"),
            CommandOption("log-level", "LEVEL", "trace, debug, info, notice, warning or error", fallback: "info"),
        ]
    ) { settings in
        var options = ServiceOptions(reading: &settings)
        let source = ModelSource(reading: &settings)
        let hasAccessLog = settings.choice("access-log", of: ["none", "json"]) == "json"
        let levels = Logger.Level.allCases.map(\.rawValue)
        let level = Logger.Level(rawValue: settings.choice("log-level", of: levels)) ?? .info
        try settings.check()
        options.manager = try ServiceManager(environment: settings.environment)
        if hasAccessLog { options.accessLog = AccessLog(descriptor: stdoutDescriptor) }
        try await serveModel(options, source, level)
    }

    /// The options by which every command finds a model.
    static let modelOptions = [
        CommandOption("model", "JSON", "Keras' model.json, for weights that do not describe themselves"),
        CommandOption("weights", "FILE", "model: safetensors, .keras, HDF5 or ONNX", fallback: "weights.safetensors"),
    ]
}

extension ModelSource {
    fileprivate init(reading settings: inout Settings) {
        guard let root = settings.optionalText("models") else {
            settings.refuse(["default-model"], beside: "weights")
            self = .files(
                ModelFiles(
                    description: settings.optionalText("model"), weights: settings.text("weights"),
                    data: settings.optionalText("data")))
            return
        }
        settings.refuse(["weights", "model", "data"], beside: "models")
        self = .repository(ModelRepository(root), usual: settings.optionalText("default-model"))
    }
}

extension ServiceOptions {
    fileprivate init(reading settings: inout Settings) {
        host = settings.text("host")
        port = settings.integer("port", in: 0...65535)
        workers = settings.integer("workers", in: 1...256)
        queue.capacity = settings.integer("queue-capacity", in: 1...1_000_000)
        queue.deliveries = settings.integer("delivery-limit", in: 1...100)
        journal = settings.optionalText("journal")
        metricsToken = settings.token("metrics-token")
        requests.rows = settings.integer("max-rows", in: 1...1_000_000)
        requests.bodyBytes = settings.integer("max-body", in: 64...(1 << 30))
        requests.bodyTime = settings.seconds("body-timeout", in: 0.01...3600)
        requests.answerTime = settings.seconds("answer-timeout", in: 0.01...3600)
        maximumConnections = settings.integer("max-connections", in: 1...1_000_000)
        idleTime = settings.seconds("idle-timeout", in: 0.1...86_400)
        drainTime = settings.seconds("drain-time", in: 0...3600)
        stopTime = settings.seconds("stop-timeout", in: 0.1...3600)
    }
}

private func serveModel(_ options: ServiceOptions, _ source: ModelSource, _ level: Logger.Level) async throws {
    var logger = Logger(label: "model-service") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    allowManyConnections()
    let store = try ModelStore(source)
    let log = logger
    do {
        try await ModelService(options, store: store, logger: logger).run { port in
            for model in store.models { log.notice("\(model.summary)") }
            let host = options.host.contains(":") ? "[\(options.host)]" : options.host
            log.notice("listening on http://\(host):\(port)")
        }
    } catch let error as IOError {
        throw FileProblem.badAddress(options, "\(error)")
    } catch is SocketAddressError.UnknownHost {
        // A static executable needs the C library's name service files, of its own version, to look up a name.
        throw FileProblem.badAddress(options, "the name is unknown", hint: "give --host a numeric address")
    }
    logger.notice("stopped; all accepted jobs are done")
}

/// Takes as many file descriptors as the system grants: the usual first limit, 1024, is fewer than the connections.
private func allowManyConnections() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

extension FileProblem {
    fileprivate static func badAddress(_ options: ServiceOptions, _ reason: String, hint: String? = nil) -> FileProblem
    {
        FileProblem("cannot listen on address", "\(options.host) port \(options.port): \(reason).", hint: hint)
    }
}

import ModuleKit
import Values

/// One request to a container engine.
struct DockerCall {
    let method: String
    /// With its query.
    let path: String
    var body: Value?
    /// Whether the engine tells of its progress, and of a failure in the middle of that.
    var isStream = false
    /// What a registry wants to know, in the form the engine takes it.
    var authorization: String?
    /// It is left out where the image at this path has this id.
    var unless: (path: String, id: String)?

    init(_ method: String, _ path: String, _ query: [(String, String)] = [], body: Value? = nil) {
        self.method = method
        let words = query.map { "\($0.0)=\(WebForm.escaped($0.1))" }
        self.path = words.isEmpty ? path : path + "?" + words.joined(separator: "&")
        self.body = body
    }

    static func get(_ path: String, _ query: [(String, String)] = []) -> DockerCall { DockerCall("GET", path, query) }
}

/// A container engine as its modules speak to it.
struct DockerEngine {
    let address: DockerAddress
    /// Seconds without progress.
    var patience: Int

    init(_ address: DockerAddress, _ patience: DockerPatience) {
        self.address = address
        self.patience = patience.timeout
    }

    /// All that an engine has; who changes one thing of it changes others.
    static let footprint = Footprint.named("docker")

    /// - Parameter longer: Seconds that the engine may take beyond its patience.
    func command(_ call: DockerCall, longer: Int = 0) -> Command {
        let body = call.body.map { Array(JSONWriter().write($0).utf8) }
        let words = [call.method, call.path, String(body?.count ?? 0), call.unless?.path ?? "", call.unless?.id ?? ""]
        var command = script(call.isStream ? DockerScript.stream : DockerScript.once, words, longer: longer)
        command.input = body
        if let authorization = call.authorization {
            command.environment = [EnvironmentVariable("DOCKER_AUTH", authorization)]
        }
        return command
    }

    func script(_ text: String, _ words: [String], longer: Int = 0) -> Command {
        let version = address.apiVersion == "auto" ? "" : "/v\(address.apiVersion)"
        let tls = address.validateCerts ? "2" : address.tls ? "1" : "0"
        let files = [address.caPath, address.clientCert, address.clientKey].map { $0?.text ?? "" }
        let own = [address.dockerHost ?? "", version, String(patience + longer), tls] + files
        let name = [address.tlsHostname ?? ""]
        var command = Command(.arguments(["/bin/sh", "-c", text, "sh"] + own + name + words))
        command.environment = [EnvironmentVariable("DOCKER_AUTH", "")]
        return command
    }

    func step(_ call: DockerCall, longer: Int = 0) -> Step { .run(command(call, longer: longer)) }

    /// Something the engine has; `nil` where there is no such thing.
    func thing(_ path: String, _ query: [(String, String)] = []) -> HostFact<Value?> {
        HostFact(command(.get(path, query)), reads: Self.footprint) { output throws(ModuleFailure) in
            let reply = try DockerReply(output)
            return reply.status == 404 ? Optional.none : try reply.accepted()
        }
    }

    /// Several of them at once, in this order.
    func things(_ paths: [String]) -> Probe<[Value?]> {
        .each(paths.map { thing($0).probe })
    }

    /// A list of things, or whatever else is always there.
    func told(_ path: String, _ query: [(String, String)] = []) -> HostFact<Value> {
        HostFact(command(.get(path, query)), reads: Self.footprint) { output throws(ModuleFailure) in
            try DockerReply(output).accepted()
        }
    }
}

/// What an engine answered.
struct DockerReply {
    let status: Int
    let body: [UInt8]

    /// - Throws: where no engine answered at all.
    init(_ output: CommandOutput) throws(ModuleFailure) {
        let bytes = output.standardOutput.bytes
        let head = String(decoding: bytes.prefix(16), as: UTF8.self).split(separator: " ")
        guard head.first?.hasPrefix("HTTP/") == true, head.count > 1, let status = Int(head[1].prefix(3)) else {
            throw ModuleFailure("no container engine answers: \(output.complaint)", output: output)
        }
        self.status = status
        body = bytes.firstIndex(of: DockerReply.headEnd).map { Array(bytes[($0 + 4)...]) } ?? []
    }

    /// Nothing was asked of the engine, because the image was the same.
    static let unneeded = 299

    var isSuccess: Bool { (200..<400).contains(status) }

    var text: String { String(hostBytes: body) }

    /// - Throws: what the engine has against it.
    func accepted() throws(ModuleFailure) -> Value {
        guard isSuccess else { throw ModuleFailure("the container engine refused: \(complaint)") }
        return try json()
    }

    func json() throws(ModuleFailure) -> Value {
        let text = text.trimmed
        if text.isEmpty { return .null }
        guard let value = try? JSONReader.value(of: text) else {
            throw ModuleFailure("the container engine answered what is not JSON: \(text.prefix(200))")
        }
        return value
    }

    /// What was answered, if it is JSON and no refusal.
    var value: Value? { isSuccess ? try? json() : nil }

    /// One JSON text for each line, of what the engine told while it worked.
    var lines: [Value] {
        text.split(whereSeparator: \.isNewline).compactMap { try? JSONReader.value(of: String($0)) }
    }

    /// What the engine says is wrong.
    var complaint: String {
        let told = (try? JSONReader.value(of: text.trimmed))?.map
        let words = told?["message"]?.text ?? lines.compactMap { $0.map?["error"]?.text }.last
        return words ?? (text.trimmed.isEmpty ? "status \(status)" : text.trimmed)
    }

    private static let headEnd: [UInt8] = [13, 10, 13, 10]
}

extension ModuleFailure {
    /// Why a step of a module that speaks to an engine failed.
    static func docker(_ output: CommandOutput) -> ModuleFailure {
        guard let reply = try? DockerReply(output) else { return ModuleFailure(output.complaint, output: output) }
        return ModuleFailure("the container engine refused: \(reply.complaint)")
    }
}

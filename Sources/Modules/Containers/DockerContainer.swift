import ModuleKit
import Values

/// Makes, changes, starts, stops and removes containers.
struct DockerContainer: Module {
    enum Goal: String, ArgumentChoice {
        case absent, present, healthy, stopped, started
    }

    enum Pull: String, ArgumentChoice {
        case never, missing, always
        // What a boolean of YAML says.
        case yes, no
        case `true`, `false`
        case capitalTrue = "True"
        case capitalFalse = "False"

        var isAlways: Bool { [.always, .yes, .true, .capitalTrue].contains(self) }
    }

    enum Handling: String, ArgumentChoice {
        case compatibility, correct
    }

    enum Defaults: String, ArgumentChoice {
        case compatibility
        case noDefaults = "no_defaults"
    }

    enum ImageComparison: String, ArgumentChoice {
        case desiredImage = "desired-image"
        case currentImage = "current-image"
    }

    enum LabelMismatch: String, ArgumentChoice {
        case ignore, fail
    }

    enum NameMismatch: String, ArgumentChoice {
        case recreate, ignore
    }

    enum PullForecast: String, ArgumentChoice {
        case imageNotPresent = "image_not_present"
        case always
    }

    static let doc = ModuleDoc(
        "docker_container", "Manage containers.", collection: "community.docker",
        checkMode: .partly(except: "whether a pull brings another image"),
        refused: DockerPatience.refused,
        ignored: [
            "output_logs": "nothing is written to the host's log; what the container prints is in `container.Output`",
            "removal_wait_timeout": "the engine answers when a container is gone",
        ],
        returns: [
            ReturnValue("container", "The container as the engine describes it.", only: "if there is one, or was run"),
            ReturnValue("status", "The exit code.", only: "if the task waited for the container's end"),
            ReturnValue("actions", "What was done, or would be.", only: "in check mode, or if `debug` is set"),
        ],
        differences: """
            Volumes of the host need absolute paths. `output_logs` has no effect. Credentials for registries are read from \
            `~/.docker/config.json`; helpers that keep them elsewhere are not asked.
            """,
        examples: """
            - name: Run the press
              community.docker.docker_container:
                name: press
                image: quay.io/press/ink:2
                ports: ["8080:80", "127.0.0.1:9000-9002:9000-9002"]
                env: { SHELF: "3" }
                networks: [{ name: press, aliases: [ink] }]
                mounts: [{ type: volume, source: plates, target: /plates, read_only: true }]
                healthcheck: { test: [CMD, "true"], interval: 1m30s, retries: 3 }
                restart_policy: unless-stopped
            - docker_container: { name: press, image: "quay.io/press/ink:2", comparisons: { "*": ignore, env: strict } }
            - docker_container: { name: job, image: "quay.io/press/ink:2", command: print all, detach: false, cleanup: true }
            - docker_container: { name: press, state: absent, keep_volumes: false }
            """)

    @Argument("Remove the container when it has ended, if the task waits for that.") var cleanup: Bool = false
    @Argument("Take command and entrypoint as they are, or split them into words again.") var commandHandling:
        Handling = .correct
    @Argument("How arguments are compared with what is there: `strict`, `ignore` or `allow_more_present`.")
    var comparisons: Mapping = [:]
    @Argument("What holds for switches that are not given: what the engine says, or what used to be said here.")
    var containerDefaultBehavior: Defaults = .noDefaults
    @Argument("The address at which ports are published that name none.") var defaultHostIp: String?
    @Argument("Kill instead of stop.", aliases: "forcekill") var forceKill: Bool = false
    @Argument("Seconds until a container must be well with `healthy`; 0 for no limit.") var healthyWaitTimeout: Double =
        300
    @Argument("The image.") var image: String?
    @Argument("Whose environment and labels count as expected: the image's that is asked for, or the container's.")
    var imageComparison: ImageComparison = .desiredImage
    @Argument("What happens with strict labels where the image has others.") var imageLabelMismatch: LabelMismatch =
        .ignore
    @Argument("What happens where the container's image is the same by another name.") var imageNameMismatch:
        NameMismatch = .recreate
    @Argument("Keep volumes without names when the container is removed.") var keepVolumes: Bool = true
    @Argument("The signal that kills.") var killSignal: String?
    @Argument("The name.") var name: String
    @Argument("Connect it with the first of `networks` instead of the usual one.") var networksCliCompatible: Bool =
        true
    @Argument("Write what it prints to the host's log.") var outputLogs: Bool = false
    @Argument("Whether it should be paused.") var paused: Bool?
    @Argument("When the image is pulled: never, if it is missing, always.") var pull: Pull = .missing
    @Argument("Whether check mode says that `pull: always` brings something.") var pullCheckModeBehavior: PullForecast =
        .imageNotPresent
    @Argument("Make it anew in any case.") var recreate: Bool = false
    @Argument("Seconds until it must be gone.") var removalWaitTimeout: Double?
    @Argument("Restart it if it runs.") var restart: Bool = false
    @Argument("What it should be.") var state: Goal = .started
    @ArgumentGroup var settings: ContainerSettings
    @ArgumentGroup var parts: ContainerParts
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    static let rules: [ArgumentRule] = [
        .required("image", when: "state", is: "present"), .requires("log_options", "log_driver"),
        .requires("restart_retries", "restart_policy"),
    ]

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a container", name)
        if let image { _ = try DockerImageName(image) }
        for network in parts.networks ?? [] { try DockerEngine.check("a network", network.name) }
        for holder in holders { try DockerEngine.check("a container", holder) }
        _ = try aspects(ContainerSurroundings())
        _ = try modes
        if let defaultHostIp, !defaultHostIp.isEmpty {
            guard defaultHostIp.allSatisfy({ $0.isHexDigit || ".:[]".contains($0) }) else {
                throw ModuleFailure("`default_host_ip` is not an address: \(defaultHostIp)")
            }
        }
    }

    var touches: [Footprint] { [.network, DockerEngine.footprint] }

    var probe: Probe<ContainerHost> {
        get throws(ModuleFailure) {
            try asked.then { host throws(ModuleFailure) in
                guard try pulls(host) else { return .known(host) }
                return DockerCredentials.probe().map { host.with($0) }
            }
        }
    }

    var asked: Probe<ContainerHost> {
        get throws(ModuleFailure) {
            let matters = state != .absent
            let networks = engine.things(matters ? networkNames.map { "/networks/\($0)" } : [])
            let others = engine.things(matters ? holders.map { "/containers/\($0)/json" } : [])
            let file = Probe<[String]>.asked(if: parts.envFile != nil && matters) { environmentFile }
            let own = try ownThings
            return Probe<ContainerHost>.all(own, networks, others, file).map { own, networks, holders, file in
                ContainerHost(
                    container: own.container, image: own.image, networks: networks, holders: holders,
                    environment: file ?? [])
            }
        }
    }

    var ownThings: Probe<(container: Value?, image: Value?)> {
        get throws(ModuleFailure) {
            let name = state == .absent ? nil : try imageName
            let image = engine.things(name.map { [$0.path] } ?? [])
            return container.probe.and(image).map { (container: $0.0, image: $0.1.first.flatMap { $0 }) }
        }
    }

    /// What a pull needs is known by then.
    func recheck(of host: ContainerHost) throws(ModuleFailure) -> Probe<ContainerHost> {
        try ownThings.map { own in
            var after = host
            (after.container, after.image) = (own.container, own.image)
            return after
        }
    }

    func changes(from host: ContainerHost) throws(ModuleFailure) -> [Change] {
        try ContainerPlan(task: self, host: host).changes()
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<ContainerHost>)
        -> ModuleFailure?
    {
        .docker(output)
    }

    func result(_ applied: Applied<ContainerHost>) throws(ModuleFailure) -> ModuleResult {
        try ContainerReport(task: self, applied: applied).result()
    }
}

/// What `docker_container` must know of the host.
struct ContainerHost: Sendable {
    var container: Value?
    /// The image that is asked for.
    var image: Value?
    var networks: [Value?]
    /// The containers whose namespaces are shared.
    var holders: [Value?]
    var environment: [String]
    /// Asked for where something is pulled.
    var credentials = DockerCredentials(nil)

    func with(_ credentials: DockerCredentials) -> ContainerHost {
        var host = self
        host.credentials = credentials
        return host
    }
}

import ModuleKit
import Values

/// Builds images with the host's own `docker buildx`.
struct DockerImageBuild: Module {
    enum Rebuild: String, ArgumentChoice {
        case always, never
    }

    static let doc = ModuleDoc(
        "docker_image_build", "Build images with docker buildx.", collection: "community.docker",
        returns: [
            ReturnValue("image", "The image as the engine describes it; empty where there is none."),
            ReturnValue("command", "The command that built it, word by word.", only: "if something was built"),
        ],
        differences: """
            An image that is there is not built again, unless `rebuild` says so. Values of `args` and `secrets` are handed to \
            docker in its environment, where no list of processes shows them. `tls_hostname` is not supported: docker has no \
            such option.
            """,
        examples: """
            - name: Build the ink from what is on the host
              community.docker.docker_image_build:
                name: quay.io/press/ink
                tag: "2"
                path: /srv/ink
                args: { SHADE: black }
                secrets: [{ id: vat, type: value, value: "{{ vat_password }}" }]
            - docker_image_build:
                name: press
                path: /srv/press
                platform: [linux/amd64, linux/arm64/v8]
                outputs: [{ type: image, push: true }]
                rebuild: always
            """)

    @Argument("Arguments of the build.") var args: Mapping?
    @Argument("Images whose layers are taken instead of building them again.") var cacheFrom: [String]?
    @Argument("The context of docker's command line; it stands for an address.") var cliContext: String?
    @Argument("The program docker.") var dockerCli: RemotePath?
    @Argument("The description, relative to `path`.") var dockerfile: String?
    @Argument("Further names of hosts, with their addresses.") var etcHosts: Mapping?
    @Argument("Labels.") var labels: Mapping?
    @Argument("The image, with or without a tag.") var name: String
    @Argument("The network while it is built.") var network: String?
    @Argument("Build all layers again.") var nocache: Bool = false
    @Argument("Where what is built goes; without it, among the images of the engine.") var outputs: [BuildOutput]?
    @Argument("The directory of the host that it is built from.") var path: RemotePath
    @Argument("The platforms: `linux/arm64/v8`.") var platform: [String]?
    @Argument("Pull what it is based on.") var pull: Bool = false
    @Argument("Whether an image that is there is built again.") var rebuild: Rebuild = .never
    @Argument("What the build may read without keeping it.") var secrets: [BuildSecret]?
    @Argument("Size of /dev/shm while it is built.") var shmSize: ByteCount?
    @Argument("The tag, where the name has none.") var tag: String = "latest"
    @Argument("The stage that is built.") var target: String?
    @ArgumentGroup var address: DockerAddress

    static let rules: [ArgumentRule] = [.exclusive("cli_context", "docker_host")]

    func validate() throws(ModuleFailure) {
        try DockerProgram(address, cliContext, dockerCli).validate()
        let image = try imageName
        guard !image.isID, !image.tag.contains(":") else {
            throw ModuleFailure("an image is not built by its digest: \(name)")
        }
        guard path.text.hasPrefix("/") else { throw ModuleFailure("the path must be absolute: \(path)") }
        for (name, _) in args ?? [:] where name.text?.isVariableName != true {
            throw ModuleFailure("not a name of an argument: \(name.requestText)")
        }
        for secret in secrets ?? [] { try secret.validate() }
        for output in outputs ?? [] { try output.validate() }
    }

    var touches: [Footprint] { [DockerEngine.footprint] + (outputs ?? []).compactMap { $0.dest.map(Footprint.path) } }

    var probe: Probe<DockerBuildHost> {
        get throws(ModuleFailure) {
            try .all(image.probe, .file(path, FileInterest(follow: true))).map {
                DockerBuildHost(image: $0, directory: $1)
            }
        }
    }

    func changes(from host: DockerBuildHost) throws(ModuleFailure) -> [Change] {
        guard host.directory?.kind == .directory else { throw ModuleFailure("there is no directory \(path)") }
        guard host.image == nil || rebuild == .always else { return [] }
        return [
            Change(
                "build \(try imageName.full)", steps: [.run(try building)], touches: touches,
                expects: [try image.query: .unknown])
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DockerBuildHost>) -> ModuleFailure? {
        ModuleFailure("docker could not build \(name): \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<DockerBuildHost>) throws(ModuleFailure) -> ModuleResult {
        var result: ModuleResult = ["image": (applied.changed ? applied.after : applied.before)?.image ?? [:]]
        if applied.changed { result["command"] = .list(try words.map(Value.string)) }
        return result
    }
}

/// What `docker_image_build` must know of the host.
struct DockerBuildHost: Sendable {
    var image: Value?
    var directory: RemoteFile?
}

/// Where what is built goes.
struct BuildOutput: ArgumentRecord {
    enum Kind: String, ArgumentChoice {
        case docker, image, local, oci, tar
    }

    @Argument("The context that an image is loaded into, with `docker`.") var context: String?
    @Argument("The file or directory, with all but `image`.") var dest: RemotePath?
    @Argument("Names of the image, with `image`.") var name: [String]?
    @Argument("Push it to its registry, with `image`.") var push: Bool = false
    @Argument("What is made: an image, an archive, or a directory.") var type: Kind

    func validate() throws(ModuleFailure) {
        guard dest != nil || type == .docker || type == .image else {
            throw ModuleFailure("an output of the type \(type.rawValue) needs `dest`")
        }
    }

    /// As buildx takes it; a comma within a value asks for quotation marks around all of it.
    func text(naming image: String) -> String {
        var fields = ["type=\(type.rawValue)"]
        if type == .image {
            fields.append("name=" + (name ?? [image]).joined(separator: ","))
            if push { fields.append("push=true") }
        } else {
            fields +=
                (dest.map { ["dest=\($0)"] } ?? []) + (type == .docker ? context.map { ["context=\($0)"] } ?? [] : [])
        }
        return fields.map(DockerProgram.field).joined(separator: ",")
    }
}

/// What a build may read without keeping it.
struct BuildSecret: ArgumentRecord {
    enum Kind: String, ArgumentChoice {
        case env, file, value
    }

    @Argument("A variable of the environment of docker, with `env`.") var env: String?
    @Argument("Its name in the build.") var id: String
    @Argument("A file of the host, with `file`.") var src: RemotePath?
    @Argument("Where it comes from.") var type: Kind
    @Argument("The secret itself, with `value`.") var value: Secret?

    func validate() throws(ModuleFailure) {
        let (argument, given) =
            switch type {
            case .env: ("env", env != nil)
            case .file: ("src", src != nil)
            case .value: ("value", value != nil)
            }
        guard given else { throw ModuleFailure("a secret of the type \(type.rawValue) needs `\(argument)`") }
        guard env?.isVariableName ?? true else { throw ModuleFailure("not a name of a variable: \(env ?? "")") }
    }
}

extension DockerImageBuild {
    private var imageName: DockerImageName { get throws(ModuleFailure) { try DockerImageName(name, usual: tag) } }
    private var docker: DockerProgram { DockerProgram(address, cliContext, dockerCli) }

    private var image: HostFact<Value?> {
        get throws(ModuleFailure) {
            let command = docker.command(["image", "inspect", try imageName.full])
            return HostFact(command, reads: DockerEngine.footprint) { output throws(ModuleFailure) in
                if output.exitCode != 0, output.standardError.text.lowercased().contains("no such image") { return nil }
                guard output.exitCode == 0,
                    let found = (try? JSONReader.value(of: output.standardOutput.text.trimmed))?.list
                else { throw ModuleFailure("docker does not tell its images: \(output.complaint)", output: output) }
                return found.first
            }
        }
    }

    /// The command line, without values of arguments and secrets.
    private var words: [String] {
        get throws(ModuleFailure) {
            let image = try imageName.full
            let pairs = { (mapping: Mapping?, sign: String) in
                (mapping ?? [:]).map { "\($0.key.requestText)\(sign)\($0.value.requestText)" }
            }
            let each = { (option: String, values: [String]) in values.flatMap { [option, $0] } }
            var words = docker.words + ["buildx", "build", "--progress", "plain"] + destination(image)
            words += (pull ? ["--pull"] : []) + (nocache ? ["--no-cache"] : [])
            words += each("--network", [network].compactMap(\.self)) + each("--cache-from", cacheFrom ?? [])
            words += each("--file", [dockerfile].compactMap(\.self).map { $0.hasPrefix("/") ? $0 : "\(path)/\($0)" })
            words += each("--target", [target].compactMap(\.self))
            words += each("--platform", (platform ?? []).isEmpty ? [] : [(platform ?? []).joined(separator: ",")])
            words += each("--shm-size", [shmSize].compactMap { $0.map { String($0.bytes) } })
            words += each("--add-host", pairs(etcHosts, ":")) + each("--label", pairs(labels, "="))
            words += each("--build-arg", (args ?? [:]).map { argument($0.key.requestText, $0.value.requestText) })
            words += each("--secret", (secrets ?? []).enumerated().map(Self.secret))
            return words + ["--", path.text]
        }
    }

    private func destination(_ image: String) -> [String] {
        let outputs = outputs ?? []
        guard !outputs.isEmpty else { return ["--tag", image] }
        // A tag beside outputs would take the place of their names.
        let isNamed = outputs.contains { $0.type == .image && ($0.name ?? [image]).contains(image) }
        let own = isNamed ? [] : ["type=image,name=\(image)"]
        return (outputs.map { $0.text(naming: image) } + own).flatMap { ["--output", $0] }
    }

    /// Arguments that would mean something to docker itself stand in the command line.
    private static func isHandedOver(_ name: String) -> Bool {
        let own = ["DOCKER_", "BUILDX_", "BUILDKIT_", "LC_"].contains { name.hasPrefix($0) }
        return !own && !["PATH", "HOME", "LANG", "TMPDIR"].contains(name) && !name.uppercased().hasSuffix("_PROXY")
    }

    private func argument(_ name: String, _ value: String) -> String {
        Self.isHandedOver(name) ? name : "\(name)=\(value)"
    }

    private static func secret(_ index: Int, _ secret: BuildSecret) -> String {
        let rest =
            switch secret.type {
            case .env: ["type=env", "env=\(secret.env ?? "")"]
            case .file: ["type=file", "src=\(secret.src?.text ?? "")"]
            case .value: ["type=env", "env=SWIFTPLAY_SECRET_\(index)"]
            }
        return (["id=\(secret.id)"] + rest).map(DockerProgram.field).joined(separator: ",")
    }

    private var building: Command {
        get throws(ModuleFailure) {
            var command = docker.command(Array(try words.dropFirst(docker.words.count)))
            for (name, value) in args ?? [:] where Self.isHandedOver(name.requestText) {
                command.environment.append(EnvironmentVariable(name.requestText, value.requestText))
            }
            for (index, secret) in (secrets ?? []).enumerated() where secret.type == .value {
                command.environment.append(EnvironmentVariable("SWIFTPLAY_SECRET_\(index)", secret.value ?? Secret("")))
            }
            return command
        }
    }
}

import ModuleKit
import Values

/// Brings images to a host.
struct DockerImagePull: Module {
    enum Occasion: String, ArgumentChoice {
        case always
        case notPresent = "not_present"
    }

    static let doc = ModuleDoc(
        "docker_image_pull", "Pull an image from a registry.", collection: "community.docker",
        checkMode: .partly(except: "whether there is a newer image"), refused: DockerPatience.refused,
        returns: [
            ReturnValue("image", "The image as the engine describes it; empty where that is not known."),
            ReturnValue("actions", "What was done, or would be.", only: "if `debug` is set"),
        ],
        examples: """
            - name: Have the newest ink
              community.docker.docker_image_pull: { name: quay.io/press/ink, tag: "2" }
            - docker_image_pull: { name: debian, tag: bookworm, pull: not_present, platform: linux/arm64 }
            """)

    @Argument("The image, with or without a tag or a digest.") var name: String
    @Argument("The platform.") var platform: String?
    @Argument("When it is pulled.") var pull: Occasion = .always
    @Argument("The tag, where the name has none.") var tag: String = "latest"
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        guard try !DockerImageName(name, usual: tag).isID else {
            throw ModuleFailure("an image cannot be pulled by its id", hint: "give its name with a digest")
        }
    }

    var touches: [Footprint] { [DockerEngine.footprint] }

    var probe: Probe<DockerPulled> {
        get throws(ModuleFailure) {
            try image.probe.then { image in
                guard pull == .always || image == nil else { return .known(DockerPulled(image: image)) }
                return DockerCredentials.probe().map { DockerPulled(image: image, credentials: $0) }
            }
        }
    }

    func recheck(of state: DockerPulled) throws(ModuleFailure) -> Probe<DockerPulled> {
        try image.probe.map { DockerPulled(image: $0) }
    }

    func changes(from host: DockerPulled) throws(ModuleFailure) -> [Change] {
        guard let credentials = host.credentials else { return [] }
        let image = try DockerImageName(name, usual: tag)
        let step = engine.step(image.pull(platform: platform, credentials), longer: 600)
        return [Change("pull \(image.full)", steps: [step], expects: [try self.image.query: .unknown])]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DockerPulled>)
        -> ModuleFailure?
    {
        .docker(output)
    }

    func result(_ applied: Applied<DockerPulled>) -> ModuleResult {
        var result: ModuleResult = [:]
        if !applied.isCheckMode, applied.changed {
            result.changed = applied.before.image?["Id"] != applied.after?.image?["Id"]
        }
        result["image"] = (applied.changed ? applied.after : applied.before)?.image ?? [:]
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

/// What `docker_image_pull` must know of the host.
struct DockerPulled: Sendable {
    var image: Value?
    /// Asked for where something is pulled.
    var credentials: DockerCredentials?
}

extension DockerImagePull {
    private var engine: DockerEngine { DockerEngine(address, patience) }

    private var image: HostFact<Value?> {
        get throws(ModuleFailure) { engine.thing(try DockerImageName(name, usual: tag).path) }
    }
}

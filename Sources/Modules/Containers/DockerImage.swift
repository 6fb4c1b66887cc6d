import ModuleKit
import Values

/// Brings, names, keeps and removes images.
struct DockerImage: Module {
    enum Source: String, ArgumentChoice {
        case build, load, pull, local
    }

    static let doc = ModuleDoc(
        "docker_image", "Manage images.", collection: "community.docker",
        checkMode: .partly(except: "whether a pull or a build brings another image"),
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("image", "The image as the engine describes it; empty where there is none."),
            ReturnValue("stdout", "What a build printed.", only: "if something was built"),
            ReturnValue("actions", "What was done, or would be.", only: "if `debug` is set"),
        ],
        differences: """
            Paths must be absolute. What `.dockerignore` leaves out, the engine decides: the whole directory is sent to it. \
            `use_config_proxy` of a build is not supported.
            """,
        examples: """
            - name: Build the ink from what is on the host
              community.docker.docker_image:
                name: quay.io/press/ink
                tag: "2"
                source: build
                build: { path: /srv/ink, args: { SHADE: black }, pull: true }
                push: true
            - docker_image: { name: "debian:bookworm", source: pull }
            - docker_image: { name: ink, source: load, load_path: /srv/ink.tar }
            - docker_image: { name: ink, source: local, repository: "quay.io/press/ink:2", archive_path: /srv/ink.tar }
            - docker_image: { name: ink, state: absent }
            """)

    @Argument("Save the image to this file.") var archivePath: RemotePath?
    @Argument("How it is built.") var build: ImageBuild?
    @Argument("Remove it also from containers and other names.") var forceAbsent: Bool = false
    @Argument("Bring it even if there is one.") var forceSource: Bool = false
    @Argument("Give it the name `repository` even if another image has that.") var forceTag: Bool = false
    @Argument("Load it from this file.") var loadPath: RemotePath?
    @Argument("The image, with or without a tag.") var name: String
    @Argument("How it is pulled.") var pull: ImagePull?
    @Argument("Push it to its registry.") var push: Bool = false
    @Argument("A further name for it, with or without a tag.") var repository: String?
    @Argument("Where it comes from.") var source: Source?
    @Argument("Whether it should be there.") var state: Presence = .present
    @Argument("The tag, where the name has none.") var tag: String = "latest"
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    static let rules: [ArgumentRule] = [
        .required("source", when: "state", is: "present"), .required("build", when: "source", is: "build"),
        .required("load_path", when: "source", is: "load"),
    ]

    func validate() throws(ModuleFailure) {
        try address.validate()
        _ = try imageName
        if let repository { _ = try DockerImageName(repository, usual: tag) }
        for path in [archivePath, loadPath, build?.path].compactMap(\.self) where !path.text.hasPrefix("/") {
            throw ModuleFailure("the path must be absolute: \(path)")
        }
    }

    var touches: [Footprint] { [DockerEngine.footprint] + (archivePath.map { [.path($0)] } ?? []) }

    var probe: Probe<DockerImageHost> {
        get throws(ModuleFailure) {
            let copy =
                try repository.map { name throws(ModuleFailure) in [try DockerImageName(name, usual: tag).path] } ?? []
            return try engine.thing(imageName.path).probe.and(engine.things(copy)).and(archive).and(
                DockerCredentials.probe()
            ).map {
                DockerImageHost(
                    image: $0.0.0.0, copy: $0.0.0.1.first.flatMap { $0 }, archive: $0.0.1, credentials: $0.1)
            }
        }
    }

    func changes(from host: DockerImageHost) throws(ModuleFailure) -> [Change] {
        guard state == .present else { return host.image == nil ? [] : [try removal] }
        let isMissing = host.image == nil
        var changes: [Change] = []
        if isMissing || forceSource { changes += try arrival(host) }
        if let archivePath, isMissing || !changes.isEmpty || host.archive == nil {
            changes.append(try saving(to: archivePath))
        }
        if let repository { changes += try naming(repository, host, behind: !changes.isEmpty) }
        if push, repository == nil { changes.append(pushing(try imageName, host)) }
        return changes
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DockerImageHost>)
        -> ModuleFailure?
    {
        .docker(output)
    }

    func result(_ applied: Applied<DockerImageHost>) -> ModuleResult {
        var result: ModuleResult = ["image": (applied.changed ? applied.after : applied.before)?.image ?? [:]]
        if !applied.isCheckMode, applied.before.image != nil, state == .present, archivePath == nil, repository == nil,
            !push
        {
            result.changed = applied.changed && applied.before.image?["Id"] != applied.after?.image?["Id"]
        }
        if source == .build, let output = applied.outputs.first, let reply = try? DockerReply(output) {
            result["stdout"] = .string(reply.lines.compactMap { $0["stream"]?.text }.joined())
        }
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

/// What `docker_image` must know of the host.
struct DockerImageHost: Sendable {
    var image: Value?
    /// The image that has the further name.
    var copy: Value?
    var archive: RemoteFile?
    var credentials: DockerCredentials
}

/// What is done.
extension DockerImage {
    private var engine: DockerEngine { DockerEngine(address, patience) }
    private var imageName: DockerImageName { get throws(ModuleFailure) { try DockerImageName(name, usual: tag) } }

    private var archive: Probe<RemoteFile?> {
        guard let archivePath else { return .known(nil) }
        return Probe<RemoteFile?>.file(archivePath, FileInterest(follow: true))
    }

    private var removal: Change {
        get throws(ModuleFailure) {
            let name = try imageName
            let query = forceAbsent ? [("force", "true")] : []
            return Change(
                "remove the image \(name.full)", diff: .setting(name.full, before: "there", after: nil),
                steps: [engine.step(DockerCall("DELETE", "/images/\(name.full)", query))],
                expects: engine.thing(name.path).becoming(nil))
        }
    }

    private func arrival(_ host: DockerImageHost) throws(ModuleFailure) -> [Change] {
        let name = try imageName
        let unknown: [Query: Answer] = [engine.thing(name.path).query: .unknown]
        switch source {
        case .pull:
            let call = name.pull(platform: pull?.platform, host.credentials)
            return [Change("pull \(name.full)", steps: [engine.step(call, longer: 600)], expects: unknown)]
        case .load:
            let words = [loadPath?.text ?? ""]
            return [
                Change(
                    "load \(name.full)", steps: [.run(engine.script(DockerScript.load, words, longer: 600))],
                    expects: unknown)
            ]
        case .build:
            guard let build else { return [] }
            let longer = max(0, (build.httpTimeout ?? 0) - patience.timeout) + 3600
            let words = [build.path.text, "/build?" + build.query(naming: name.full)]
            return [
                Change(
                    "build \(name.full)", steps: [.run(engine.script(DockerScript.build, words, longer: longer))],
                    expects: unknown)
            ]
        case .local, nil:
            guard host.image != nil else { throw ModuleFailure("there is no image \(name.full)") }
            return []
        }
    }

    private func saving(to path: RemotePath) throws(ModuleFailure) -> Change {
        let words = [path.text, "/images/\(try imageName.full)/get"]
        return Change(
            "save it to \(path)", steps: [.run(engine.script(DockerScript.save, words, longer: 600))],
            touches: [.path(path)])
    }

    private func naming(_ repository: String, _ host: DockerImageHost, behind isNew: Bool) throws(ModuleFailure)
        -> [Change]
    {
        let copy = try DockerImageName(repository, usual: tag)
        var changes: [Change] = []
        let isOther = host.copy == nil || isNew || host.copy?["Id"] != host.image?["Id"]
        if isOther, host.copy == nil || forceTag || isNew {
            let query = [("repo", copy.repository), ("tag", copy.tag), ("force", forceTag ? "true" : "false")]
            let call = DockerCall("POST", "/images/\(try imageName.full)/tag", query)
            changes.append(
                Change(
                    "call it \(copy.full)", diff: .setting(copy.full, before: nil, after: try imageName.full),
                    steps: [engine.step(call)], expects: [engine.thing(copy.path).query: .unknown]))
        }
        if push { changes.append(pushing(copy, host)) }
        return changes
    }

    private func pushing(_ name: DockerImageName, _ host: DockerImageHost) -> Change {
        Change("push \(name.full)", steps: [engine.step(name.push(host.credentials), longer: 600)], touches: [.nothing])
    }
}

import ModuleKit
import Values

/// Logs a user of the host in to a registry of images.
struct DockerLogin: Module {
    static let doc = ModuleDoc(
        "docker_login", "Log in to a registry of images, or out of it.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("login_result", "What the registry said.", only: "with `state: present`"),
            ReturnValue("actions", "What was done, or would be.", only: "if `debug` is set"),
        ],
        differences: """
            Credentials are kept in `config_path`. A host whose file names a helper that keeps them elsewhere is refused. The \
            registry is only asked where something differs, or with `reauthorize`.
            """,
        examples: """
            - name: Let the press get its images
              community.docker.docker_login:
                registry_url: quay.io
                username: press
                password: "{{ registry_password }}"
            - docker_login: { registry_url: quay.io, state: absent }
            """)

    @Argument("The file in which credentials are kept.", aliases: "dockercfg_path") var configPath: RemotePath =
        "~/.docker/config.json"
    @Argument("The password.") var password: Secret?
    @Argument("Ask the registry even if the credentials are kept already.", aliases: "reauth") var reauthorize: Bool =
        false
    @Argument("The registry.", aliases: "registry", "url") var registryUrl: String = DockerImageName.dockerHub
    @Argument("Whether one should be logged in.") var state: Presence = .present
    @Argument("The user's name there.") var username: String?
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    static let rules: [ArgumentRule] = [.required("username", "password", when: "state", is: "present")]

    func validate() throws(ModuleFailure) { try address.validate() }

    var probe: Probe<DockerLoginHost> {
        .all(
            .file(configPath, FileInterest(follow: true, contentsUpTo: 1 << 20)),
            .file(configPath.parent, FileInterest(follow: true))
        ).map { file, folder throws(ModuleFailure) in
            let credentials = DockerCredentials(file)
            guard credentials.config["credsStore"] == nil, credentials.config["credHelpers"]?.map?[registryUrl] == nil
            else {
                throw ModuleFailure("credentials of \(registryUrl) are kept by a helper, as \(configPath) says")
            }
            return DockerLoginHost(credentials: credentials, folder: folder)
        }
    }

    func changes(from host: DockerLoginHost) -> [Change] {
        let known = host.credentials.config["auths"]?.map?[registryUrl]?["auth"]?.text
        guard state == .present else {
            return host.credentials.entry(of: registryUrl) == nil ? [] : [kept(nil, host, "log out of \(registryUrl)")]
        }
        guard reauthorize || known != token else { return [] }
        let body: Value = [
            "username": username.value ?? "", "password": (password?.reveal()).value ?? "", "email": .null,
            "serveraddress": .string(registryUrl),
        ]
        let ask = Change(
            "log in to \(registryUrl)", steps: [engine.step(DockerCall("POST", "/auth", body: body))], counts: false,
            touches: [.nothing])
        return [ask, kept(token, host, "keep the credentials of \(registryUrl)")]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DockerLoginHost>)
        -> ModuleFailure?
    {
        .docker(output)
    }

    func result(_ applied: Applied<DockerLoginHost>) -> ModuleResult {
        var result: ModuleResult = [:]
        if state == .present {
            let told = applied.outputs.first.flatMap { try? DockerReply($0) }?.value
            result["login_result"] =
                told ?? ["username": username.value ?? .null, "serveraddress": .string(registryUrl)]
        }
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

/// What `docker_login` must know of the host.
struct DockerLoginHost: Sendable {
    var credentials: DockerCredentials
    var folder: RemoteFile?
}

extension DockerLogin {
    private var engine: DockerEngine { DockerEngine(address, patience) }

    private var token: String { Base64.encoded(Array("\(username ?? ""):\(password?.reveal() ?? "")".utf8)) }

    /// The file with these credentials, for nobody else to read.
    private func kept(_ token: String?, _ host: DockerLoginHost, _ summary: String) -> Change {
        var config = host.credentials.config
        var accounts = config["auths"]?.map ?? [:]
        for name in [registryUrl, "https://\(registryUrl)", "https://\(registryUrl)/v1/"] where token == nil {
            accounts.removeValue(forKey: .string(name))
        }
        if let token { accounts[registryUrl] = ["auth": .string(token)] }
        config["auths"] = .map(accounts)
        let text = JSONWriter(indent: 4).write(.map(config)) + "\n"
        let target = FileWrite.Target(configPath, attributes: FileAttributes(mode: 0o600))
        let folder = Step.makeDirectory(configPath.parent, FileAttributes(mode: 0o700))
        let steps = (host.folder == nil ? [folder] : []) + [.write(FileWrite(Content(Array(text.utf8)), to: target))]
        return Change(summary, steps: steps)
    }
}

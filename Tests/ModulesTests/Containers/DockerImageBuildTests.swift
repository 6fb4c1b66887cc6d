import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// What `docker buildx` is given, on what docker tells.
@Suite struct DockerImageBuildTests {
    private static let missing = CommandOutput.saying("[]\n", exitCode: 1, errors: "Error: No such image: ink:latest\n")
    private static let there = CommandOutput.saying(#"[{"Id": "sha256:1"}]"#)

    private func trial(_ task: String, _ told: CommandOutput = missing) throws -> Trial {
        let directory = RemoteFile(path: "/srv/ink", kind: .directory, mode: 0o755)
        return try Trial(
            DockerImageBuild.self, "{name: ink, path: /srv/ink, \(task)}",
            [.file("/srv/ink", FileInterest(follow: true)): .file(directory)]
        ) { _ in told }
    }

    @Test(
        "docker is told what a task says",
        arguments: [
            ("tag: '2'", "docker buildx build --progress plain --tag ink:2 -- /srv/ink"),
            (
                "pull: true, nocache: true, network: host, cache_from: [a, b], dockerfile: sub/File, target: vat",
                "docker buildx build --progress plain --tag ink:latest --pull --no-cache --network host --cache-from a "
                    + "--cache-from b --file /srv/ink/sub/File --target vat -- /srv/ink"
            ),
            (
                "platform: [linux/amd64, linux/arm64], shm_size: 1M, etc_hosts: {a: host-gateway}, labels: {b: 3}",
                "docker buildx build --progress plain --tag ink:latest --platform linux/amd64,linux/arm64 "
                    + "--shm-size 1048576 --add-host a:host-gateway --label b=3 -- /srv/ink"
            ),
            (
                "docker_host: 'tcp://10.9.0.1:2376', validate_certs: true, ca_path: /ca.pem, docker_cli: /opt/docker",
                "/opt/docker --host tcp://10.9.0.1:2376 --tlsverify --tlscacert /ca.pem buildx build --progress plain "
                    + "--tag ink:latest -- /srv/ink"
            ),
            (
                "cli_context: far", "docker --context far buildx build --progress plain --tag ink:latest -- /srv/ink"
            ),
            (
                "outputs: [{type: image, push: true}, {type: tar, dest: /srv/ink.tar}]",
                "docker buildx build --progress plain --output type=image,name=ink:latest,push=true "
                    + "--output type=tar,dest=/srv/ink.tar -- /srv/ink"
            ),
            (
                "outputs: [{type: image, name: [a, b]}]",
                "docker buildx build --progress plain --output type=image,\"name=a,b\" "
                    + "--output type=image,name=ink:latest -- /srv/ink"
            ),
        ])
    func lines(task: String, expected: String) throws {
        let trial = try trial(task)
        #expect(trial.commands.count == 1 && trial.commands[0].hasSuffix(" sh " + expected), "\(trial.commands)")
    }

    @Test func `an image that is there is built again only if it should be`() throws {
        #expect(try trial("pull: true", Self.there).commands == [])
        #expect(try trial("rebuild: always", Self.there).changed)
        #expect(try trial("pull: true", Self.there).result() == ["image": ["Id": "sha256:1"]])
    }

    @Test func `secrets and arguments of a build are in no argument list`() throws {
        let trial = try trial(
            "args: {SHADE: s3cret, HTTP_PROXY: p}, secrets: [{id: vat, type: value, value: s3cret}, {id: f, type: file, src: /x}]"
        )
        #expect(trial.commands.count == 1 && !trial.commands[0].contains("s3cret"))
        #expect(
            trial.commands[0].contains(
                "--build-arg SHADE --build-arg HTTP_PROXY=p --secret id=vat,type=env,env=SWIFTPLAY_SECRET_0 "
                    + "--secret id=f,type=file,src=/x"))
        let environment = trial.steps.compactMap(\.command).flatMap(\.environment)
        #expect(environment.contains(EnvironmentVariable("SHADE", "s3cret")))
        #expect(environment.contains(EnvironmentVariable("SWIFTPLAY_SECRET_0", "s3cret")))
    }

    @Test(
        "what docker could not do is refused",
        arguments: [
            ("tls_hostname: a", "`tls_hostname` is not supported: docker's command line has no such option"),
            ("outputs: [{type: tar}]", "an output of the type tar needs `dest`"),
            ("secrets: [{id: a, type: env}]", "a secret of the type env needs `env`"),
            ("args: {'a b': c}", "not a name of an argument: a b"),
            ("name: 'a@sha256:00'", "an image is not built by its digest: a@sha256:00"),
            ("path: relative", "the path must be absolute: relative"),
        ])
    func refused(task: String, message: String) {
        let name = task.hasPrefix("name") ? "" : "name: ink, "
        let path = task.hasPrefix("path") ? "" : "path: /srv/ink, "
        #expect(Trial.failure(DockerImageBuild.self, "{\(name)\(path)\(task)}") { _ in Self.missing } == message)
    }
}

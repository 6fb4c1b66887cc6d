import Testing
import Values

@testable import ModuleKit

private let path = RemotePath("/etc/app/f")

private func content(_ text: String) -> Content {
    let bytes = Array(text.utf8)
    return Content(.bytes(bytes), size: bytes.count, sha1: DigestAlgorithm.sha1.hexDigest(of: bytes))
}

private func write(_ text: String, _ attributes: FileAttributes = FileAttributes()) -> Step {
    .write(FileWrite(content(text), to: FileWrite.Target(path, attributes: attributes)))
}

@Suite struct HostForecastTests {
    @Test(
        "facts read from files of the host are unknown once these files change",
        arguments: [
            ("/etc/ansible/facts.d/a.fact", true), ("/etc/ansible/facts.d", true), ("/etc/ansible/other", false),
        ])
    func localFacts(path: String, isTouched: Bool) {
        let query = Query.facts([.local, .kernel])
        let steps = [
            Step.write(FileWrite(content("{}"), to: FileWrite.Target(RemotePath(path)))),
            .run(Command("touch", path)),
        ]
        for step in steps {
            var forecast = HostForecast()
            forecast.learn(.facts(["local": [:], "kernel": "6"]), to: query)
            forecast.take(step, touching: step.footprint == .everything ? [.path(RemotePath(path))] : nil)
            #expect(forecast[query] == .facts(["local": isTouched ? .unknown : [:], "kernel": "6"]))
        }
    }

    private let whole = Query.file(path, FileInterest(digests: [.sha256], contentsUpTo: 100))

    private func file(_ forecast: HostForecast, _ query: Query) -> RemoteFile? {
        guard case .file(let file) = forecast[query] else { return nil }
        return file
    }

    @Test func `the contents of a written file are predicted exactly`() {
        var forecast = HostForecast()
        forecast.learn(.file(nil), to: whole)
        forecast.take(write("new", FileAttributes(owner: "0", mode: 0o600)))
        let file = file(forecast, whole)
        #expect(file?.contents == Array("new".utf8))
        #expect(file?.digests == [.sha256: DigestAlgorithm.sha256.hexDigest(of: Array("new".utf8))])
        #expect(file?.mode == 0o600)
        #expect(file?.size == 3)
    }

    @Test func `a replaced file keeps the attributes that are not given`() {
        var forecast = HostForecast()
        forecast.learn(
            .file(RemoteFile(path: path, kind: .regular, mode: 0o640, userID: 5, groupID: 6, user: "u", group: "g")),
            to: whole)
        forecast.take(write("new"))
        #expect(file(forecast, whole)?.mode == 0o640)
        #expect(file(forecast, whole)?.user == "u")
    }

    @Test func `an answer fetched after a step is predicted like one fetched before`() {
        var before = HostForecast()
        before.learn(.file(nil), to: whole)
        before.take(write("x"))
        var after = HostForecast()
        after.take(write("x"))
        #expect(after.learn(.file(nil), to: whole) == before[whole])
    }

    @Test func `directory listings follow what is created and removed`() {
        var forecast = HostForecast()
        let all = Query.directory(RemotePath("/etc"), DirectoryInterest())
        let flat = Query.directory(RemotePath("/etc"), DirectoryInterest(recursive: false))
        for query in [all, flat] { forecast.learn(.directory([]), to: query) }
        forecast.take(.makeDirectory(RemotePath("/etc/app"), FileAttributes(mode: 0o700)))
        forecast.take(write("x"))
        func paths(_ query: Query) -> [String]? {
            guard case .directory(let files) = forecast[query] else { return nil }
            return files?.map(\.path.text)
        }
        #expect(paths(all) == ["/etc/app", "/etc/app/f"])
        #expect(paths(flat) == ["/etc/app"])
        forecast.take(.remove(RemotePath("/etc/app")))
        #expect(paths(all) == [])
    }

    @Test func `a copy is known as far as its source is`() {
        let source = Query.file(RemotePath("/src"), FileInterest(digests: [.sha1]))
        let target = Query.file(path, FileInterest(digests: [.sha1]))
        let step = Step.copy(from: RemotePath("/src"), to: FileWrite.Target(path))
        var known = HostForecast()
        known.learn(
            .file(RemoteFile(path: RemotePath("/src"), kind: .regular, mode: 0o644, size: 3, digests: [.sha1: "aa"])),
            to: source)
        known.learn(.file(nil), to: target)
        known.take(step)
        #expect(file(known, target)?.digests == [.sha1: "aa"])
        var blind = HostForecast()
        blind.learn(.file(nil), to: target)
        blind.take(step)
        #expect(blind[target] == .unknown)
    }

    @Test(
        "a command makes answers about what it may touch unknown",
        arguments: [
            (nil, [true, true, true, true, true]), ([], [false, false, false, false, false]),
            ([.accounts], [false, true, false, false, false]), ([.packages], [false, false, false, false, true]),
            ([.path(RemotePath("/etc"))], [true, false, false, false, false]),
            ([.services], [false, false, false, true, true]),
        ] as [([Footprint]?, [Bool])])
    func blind(touches: [Footprint]?, unknown: [Bool]) {
        let units = Query.command(Command("systemctl", "list-units").reading([.services]))
        let queries: [Query] = [.file(path), .account("bob"), .file(RemotePath("/opt/x")), .service("web"), units]
        let nothing = ServiceState(manager: .systemd, properties: ["LoadState": "not-found"])
        let answers: [Answer] = [
            .file(nil), .account(nil), .file(nil), .service(nothing), .command(CommandOutput(exitCode: 0)),
        ]
        var forecast = HostForecast()
        for (query, answer) in zip(queries, answers) { forecast.learn(answer, to: query) }
        forecast.take(Change("run", steps: [.run(Command("x"))], touches: touches))
        #expect(queries.map { forecast[$0] == .unknown } == unknown)
        let mayBeBrought =
            touches == [.packages] ? [true, true, false, true, false] : Array(repeating: false, count: 5)
        #expect(queries.map(forecast.doubts) == mayBeBrought)
    }

    @Test func `the declared effect of a change is applied`() {
        var forecast = HostForecast()
        let account = Account(name: "bob", userID: 7, groupID: 8, home: "/", shell: "/bin/sh")
        forecast.learn(.account(nil), to: .account("bob"))
        forecast.take(
            Change(
                "add", steps: [.run(Command("useradd"))], touches: [.accounts],
                expects: [.account("bob"): .account(account)]))
        #expect(forecast[.account("bob")] == .account(account))
        forecast.learn(.file(nil), to: whole)
        forecast.take(write("x", FileAttributes(owner: "bob")))
        #expect(file(forecast, whole)?.userID == 7)
    }

    @Test func `a new unit file adds a service that is not running`() {
        var forecast = HostForecast()
        let missing = ServiceState(
            manager: .systemd, properties: ["LoadState": "not-found", "ActiveState": "inactive"])
        forecast.take(
            .write(FileWrite(content("[Unit]"), to: FileWrite.Target(RemotePath("/etc/systemd/system/app.service")))))
        guard case .service(let state) = forecast.learn(.service(missing), to: .service("app")) else {
            Issue.record("no service")
            return
        }
        #expect(state.exists && !state.isActive && !state.isEnabled)
    }

    private let said = Answer.command(CommandOutput(exitCode: 0))

    @Test(
        "what a command tells is unknown once something it reads has changed",
        arguments: [
            ([.path("/etc/app/f")], true), ([.path("/etc/app")], true), ([.path("/")], true),
            ([.path(.written("~/x"))], true), ([.path(.written("$APP/f"))], true), ([.everything], true),
            ([.path("/etc/other"), .path("/etc/app/g")], false), ([.accounts, .named("firewall")], false), ([], false),
        ] as [([Footprint], Bool)])
    func reads(reads: [Footprint], isUnknown: Bool) {
        var forecast = HostForecast()
        let query = Query.command(Command("tool").reading(reads))
        forecast.learn(said, to: query)
        forecast.take(write("x"))
        #expect(forecast[query] == (isUnknown ? .unknown : said))
    }

    @Test(
        "what a command tells is unknown once something of the same name was touched",
        arguments: [
            (.named("firewall"), .named("firewall"), true), (.named("firewall"), .named("docker"), false),
            (.services, .service("web"), true), (.service("web.service"), .service("web"), true),
            (.packages, .services, true), (.package("nginx"), .packages, true), (.accounts, .packages, false),
            (.nothing, .everything, false), (.everything, .named("x"), true),
            (.network, .named("firewall"), false), (.network, .network, true),
        ] as [(Footprint, Footprint, Bool)])
    func touches(touched: Footprint, reads: Footprint, isUnknown: Bool) {
        var forecast = HostForecast()
        let query = Query.command(Command("tool").reading([reads]))
        forecast.learn(said, to: query)
        forecast.take(Change("run", steps: [.run(Command("x"))], touches: [touched]))
        #expect(forecast[query] == (isUnknown ? .unknown : said))
    }

    @Test func `a fact that a change forecasts is read as its value`() throws {
        let fact = HostFact(Command("tool", "list"), reads: .named("tool")) {
            $0.standardOutput.text.split(separator: " ").map(String.init)
        }
        var forecast = HostForecast()
        forecast.learn(.command(CommandOutput(exitCode: 0, standardOutput: CapturedOutput("a b".utf8))), to: fact.query)
        let read = { (forecast: HostForecast) throws -> [String]? in
            guard case .known(let words) = try fact.probe.stage(forecast.answers(to: [fact.query])) else { return nil }
            return words
        }
        #expect(try read(forecast) == ["a", "b"])
        let add = Change(
            "add", steps: [.run(Command("tool", "add"))], touches: [.named("tool")], expects: fact.becoming(["a", "c"]))
        forecast.take(add)
        #expect(try read(forecast) == ["a", "c"])
        forecast.take(Change("more", steps: [.run(Command("tool", "add"))], touches: [.named("tool")]))
        let failure = #expect(throws: ModuleFailure.self) { try read(forecast) }
        #expect(failure?.isNotKnownYet == true)
    }
}

import Connection
import ModuleKit
import ModuleTesting
import Testing
import Values

/// The law of the forecast: what it predicts is what the host then answers, or it says that it does not know.
@Suite struct HostForecastLawTests {
    @Test(arguments: 0..<300)
    func `the predicted state is what random steps make of the host`(seed: UInt64) async throws {
        var random = RandomSteps(seed: seed)
        let host = FakeHost(random.world())
        var forecast = HostForecast()
        try await learn(RandomSteps.queries, of: host, &forecast)
        var taken: [Step] = []
        for _ in 0..<8 {
            let step = random.step()
            let exchange = try await host.exchange([step], then: RandomSteps.queries, as: nil)
            // A step that fails ends the change, and nothing is predicted of what comes after.
            guard let outcome = exchange.outcomes.first, !outcome.stopsTheRest else { continue }
            taken.append(step)
            forecast.take(step)
            for (query, answer) in zip(RandomSteps.queries, exchange.answers) {
                guard let predicted = forecast[query]?.comparable, predicted != .unknown else { continue }
                #expect(predicted == answer.comparable, "\(query) after \(taken)")
            }
        }
    }

    @Test(arguments: 0..<100)
    func `it does not matter when an answer is learnt`(seed: UInt64) async throws {
        var random = RandomSteps(seed: seed)
        let host = FakeHost(random.world())
        var before = HostForecast()
        try await learn(RandomSteps.queries, of: host, &before)
        var after = HostForecast()
        for step in (0..<5).map({ _ in random.step() }) where !step.dependsOnAnswers {
            before.take(step)
            after.take(step)
        }
        try await learn(RandomSteps.queries, of: host, &after)
        for query in RandomSteps.queries { #expect(before[query] == after[query], "\(query)") }
    }

    @Test func `most of what such steps do is known beforehand`() async throws {
        var known = 0
        for seed in 0..<50 {
            var random = RandomSteps(seed: UInt64(seed))
            let host = FakeHost(random.world())
            var forecast = HostForecast()
            try await learn(RandomSteps.queries, of: host, &forecast)
            for _ in 0..<4 { forecast.take(random.step()) }
            known += RandomSteps.queries.count { forecast[$0] != .unknown }
        }
        #expect(known * 10 > RandomSteps.queries.count * 50 * 8)
    }

    private func learn(_ queries: [Query], of host: FakeHost, _ forecast: inout HostForecast) async throws {
        let answers = try await host.exchange([], then: queries, as: nil).answers
        for (query, answer) in zip(queries, answers) { forecast.learn(answer, to: query) }
    }
}

/// Steps on a few paths, so that they meet. None is a link, since what has two names is not seen as one.
private struct RandomSteps {
    private static let paths = ["/srv/a", "/srv/b", "/srv/d", "/srv/d/x", "/srv/d/y", "/srv/d/e", "/srv/d/e/z"]
        .map { RemotePath($0) }

    static let queries: [Query] =
        paths.flatMap { path in
            [
                Query.file(path), .file(path, FileInterest(digests: [.sha1, .sha256], contentsUpTo: 3)),
                .file(path, FileInterest(follow: true, contentsUpTo: 100)),
            ]
        } + [
            .directory(RemotePath("/srv")), .directory(RemotePath("/srv"), DirectoryInterest(recursive: false)),
            .directory(RemotePath("/srv/d"), DirectoryInterest(digest: .sha1)),
        ]

    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func world() -> FakeHostWorld {
        var world = FakeHostWorld()
        world.accounts.append(Account(name: "web", userID: 33, groupID: 33, home: "/srv", shell: "/bin/sh"))
        world.groups.append(Group(name: "web", groupID: 33))
        world.files.put("/srv/a", "first")
        if one(of: [true, false]) { world.files.put("/srv/d/x", "x", mode: 0o600) }
        return world
    }

    mutating func step() -> Step {
        let path = one(of: Self.paths)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: return .write(FileWrite(content(), to: FileWrite.Target(path, attributes: attributes())))
        case 3: return .copy(from: one(of: Self.paths), to: FileWrite.Target(path, attributes: attributes()))
        case 4: return .remove(path)
        case 5: return .makeDirectory(path, attributes())
        case 6: return .setAttributes(path, attributes(), follow: true)
        case 7, 8: return .touch(path, accessed: .now, modified: one(of: [.now, .preserve, .at(5)]))
        default: return .writeOutput(of: Command("hostname"), to: FileWrite.Target(path, attributes: attributes()))
        }
    }

    private mutating func content() -> Content { Content(Array(one(of: ["", "x", "new", "longer"]).utf8)) }

    private mutating func attributes() -> FileAttributes {
        FileAttributes(
            owner: one(of: [nil, "33"]), group: one(of: [nil, "web"]), mode: one(of: [nil, 0o600, 0o750]))
    }
}

extension Step {
    /// Whether what it does can only be told from what the host said before.
    fileprivate var dependsOnAnswers: Bool {
        switch self {
        case .copy: true
        default: false
        }
    }
}

extension Answer {
    fileprivate var comparable: Answer {
        switch self {
        case .file(let file): .file(file?.comparable)
        case .directory(let files): .directory(files?.map(\.comparable))
        default: self
        }
    }
}

extension RemoteFile {
    /// Without times and numbers of the file system, which are not forecast, and with the names of all ids.
    fileprivate var comparable: RemoteFile {
        var file = self
        (file.modified, file.accessed, file.changed, file.inode, file.device, file.links) = (0, 0, 0, 0, 0, 1)
        (file.identity, file.resolvedPath) = (nil, nil)
        if kind != .regular { file.size = 0 }
        if userID == 33 || user == "web" { (file.userID, file.user) = (33, "web") }
        if groupID == 33 || group == "web" { (file.groupID, file.group) = (33, "web") }
        return file
    }
}

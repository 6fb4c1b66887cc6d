import ModuleKit

/// Queries of one kind, asked together, and how to read what comes back.
struct QueryGroup: Sendable {
    /// Of the queries, in the exchange.
    let indices: [Int]
    let frames: [Frame]
    /// - Returns: answers by the query's place in the exchange.
    let read: @Sendable ([FrameReply]) -> [Int: Answer]

    /// - Parameter patience: Seconds of silence after which the host counts as stuck in them; `nil` for programs of
    ///   others, which may be silent for as long as their task lets them.
    init(
        _ indices: [Int], frames: [Frame], patience: Double? = QueryGroup.patience,
        read: @escaping @Sendable ([FrameReply]) -> [Int: Answer]
    ) {
        self.indices = indices
        self.frames = frames.map { frame in
            var frame = frame
            frame.patience = patience
            return frame
        }
        self.read = read
    }

    /// Long enough for the digest of a very large file.
    private static let patience = 300.0
}

/// A query and its place in the exchange.
struct Asked<Subject: Sendable>: Sendable {
    var index: Int
    var subject: Subject
}

/// Sorts the queries of one exchange by kind, so that one process answers many of them.
enum QueryRendering {
    static func groups(for queries: [Query]) -> [QueryGroup] {
        var kinds = QueriesByKind()
        for (index, query) in queries.enumerated() { kinds.add(query, at: index) }
        return kinds.groups
    }
}

private struct QueriesByKind {
    private var files: [Asked<FileQuestion>] = []
    private var accounts: [Asked<String>] = []
    private var groupNames: [Asked<String>] = []
    private var packages: [Asked<String>] = []
    private var services: [ServiceScope: [Asked<String>]] = [:]
    private var programs: [Asked<String>] = []
    private var single: [QueryGroup] = []

    mutating func add(_ query: Query, at index: Int) {
        switch query {
        case .file(let path, let interest):
            files.append(Asked(index: index, subject: FileQuestion(path: path, interest: interest)))
        case .directory(let path, let interest):
            single.append(DirectoryRendering.group(path, interest, at: index))
        case .account(let name): accounts.append(Asked(index: index, subject: name))
        case .group(let name): groupNames.append(Asked(index: index, subject: name))
        case .package(let name, .apt): packages.append(Asked(index: index, subject: name))
        case .service(let name, let scope): services[scope, default: []].append(Asked(index: index, subject: name))
        case .program(let name): programs.append(Asked(index: index, subject: name))
        case .facts(let topics, let folder):
            single.append(FactsRendering.group(topics, localFacts: folder, at: index))
        case .command(let command): single.append(CommandRendering.group(command, at: index))
        }
    }

    var groups: [QueryGroup] {
        var groups = FileRendering.groups(files)
        if !accounts.isEmpty || !groupNames.isEmpty { groups.append(AccountRendering.group(accounts, groupNames)) }
        if !packages.isEmpty { groups.append(PackageRendering.group(packages)) }
        groups += services.map { ServiceRendering.group($0.value, scope: $0.key) }
        if !programs.isEmpty { groups.append(ProgramRendering.group(programs)) }
        return groups + single
    }
}

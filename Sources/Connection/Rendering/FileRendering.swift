import ModuleKit
import Values

struct FileQuestion: Sendable {
    var path: RemotePath
    var interest: FileInterest
}

/// Questions about files: existence, state and digests of all in a few processes, contents one by one.
enum FileRendering {
    /// One command line holds this many paths: far below the kernel's limit also with long paths.
    private static let batch = 200

    static func groups(_ questions: [Asked<FileQuestion>]) -> [QueryGroup] {
        let subjects = FileSubject.all(of: questions)
        return stride(from: 0, to: subjects.count, by: batch).map { start in
            FileBatch(subjects: Array(subjects[start..<min(start + batch, subjects.count)])).group
        }
    }
}

/// One path with all that is asked about it: modules often ask about a link and about what it leads to, which for
/// most paths is the same file.
private struct FileSubject: Sendable {
    let path: RemotePath
    var questions: [Asked<FileQuestion>]

    static func all(of questions: [Asked<FileQuestion>]) -> [FileSubject] {
        var indices: [RemotePath: Int] = [:]
        var subjects: [FileSubject] = []
        for question in questions {
            let path = question.subject.path
            if let index = indices[path] {
                subjects[index].questions.append(question)
            } else {
                indices[path] = subjects.count
                subjects.append(FileSubject(path: path, questions: [question]))
            }
        }
        return subjects
    }

    var isFollowed: Bool { questions.contains { $0.subject.interest.follow } }
    var contentsLimit: Int? { questions.compactMap(\.subject.interest.contentsUpTo).max() }

    func wants(_ algorithm: DigestAlgorithm) -> Bool {
        questions.contains { $0.subject.interest.digests.contains(algorithm) }
    }
}

/// Some files that are asked about in the same frames.
private struct FileBatch: Sendable {
    let subjects: [FileSubject]
    let digested: [(algorithm: DigestAlgorithm, members: [Int])]
    let withContents: [Int]

    init(subjects: [FileSubject]) {
        self.subjects = subjects
        digested = DigestAlgorithm.allCases.compactMap { algorithm in
            let members = subjects.indices.filter { subjects[$0].wants(algorithm) }
            return members.isEmpty ? nil : (algorithm, members)
        }
        withContents = subjects.indices.filter { subjects[$0].contentsLimit != nil }
    }

    var group: QueryGroup {
        QueryGroup(subjects.flatMap { $0.questions.map(\.index) }, frames: frames) { replies in
            FileReplies(
                states: replies[0], digests: Array(replies[1...].prefix(digested.count)),
                contents: Array(replies[(1 + digested.count)...])
            ).answers(to: self)
        }
    }

    private var frames: [Frame] { [stateFrame] + digestFrames + contentsFrames }

    /// What is seen of each path; then, up to a NUL, the state of what the links among them lead to; then that of all.
    private var stateFrame: Frame {
        let followed = subjects.filter(\.isFollowed).map(\.path)
        return Frame(
            "sp_own; set -- \(subjects.map(\.path)); sp_seen \"$@\"; sp_targets \(followed); printf '\\0'; sp_stat '' \"$@\"",
            needs: [.files])
    }

    private var digestFrames: [Frame] {
        digested.map { algorithm, members in
            let paths = members.map { subjects[$0].path }
            return Frame("sp_own; sp_digests \(ShellText(algorithm.rawValue)) \(paths)", needs: [.files])
        }
    }

    private var contentsFrames: [Frame] {
        withContents.map { member in
            let subject = subjects[member]
            let limit = subject.contentsLimit ?? 0
            let unlessLink: ShellText = subject.isFollowed ? "" : "[ ! -L \(subject.path) ] || exit 3; "
            var frame = Frame("sp_own; \(unlessLink)sp_contents \(limit) \(subject.path)", needs: [.files])
            frame.limits = OutputCapture.Limits(head: limit + 1, tail: 0)
            return frame
        }
    }
}

/// What the frames of a batch brought.
private struct FileReplies {
    let states: FrameReply
    let digests: [FrameReply]
    let contents: [FrameReply]

    func answers(to batch: FileBatch) -> [Int: Answer] {
        if let failure = HostFailure.reported(in: states) { return refusals(batch, failure.message) }
        var rest = states.output.bytes[...]
        var sightings: [Sighting] = []
        for _ in batch.subjects {
            guard let sighting = Sighting(from: &rest) else {
                return refusals(batch, HostFailure.ofTool(states).message)
            }
            sightings.append(sighting)
        }
        let targets = StatLines(rest.nextRecord())
        return answers(to: batch, sightings, states: StatLines(rest), targets: targets)
    }

    private func refusals(_ batch: FileBatch, _ reason: String) -> [Int: Answer] {
        Dictionary(batch.subjects.flatMap(\.questions).map { ($0.index, .refused(reason)) }) { first, _ in first }
    }

    private func answers(
        to batch: FileBatch, _ sightings: [Sighting], states: consuming StatLines, targets: consuming StatLines
    ) -> [Int: Answer] {
        var answers: [Int: Answer] = [:]
        for (subject, sighting) in zip(batch.subjects, sightings) {
            var file = states.next(named: sighting.path)
            var target = file
            if sighting.kind == .link {
                file?.linkTarget = sighting.linkTarget
                file?.resolvedPath = sighting.end
                target = subject.isFollowed ? targets.next(named: sighting.path) : nil
            }
            for question in subject.questions {
                var answer = question.subject.interest.follow ? target : file
                answer?.path = sighting.shownPath(of: subject.path)
                answers[question.index] = sighting.kind == .hidden ? .refused(Self.hidden(question)) : .file(answer)
            }
        }
        addDigests(to: &answers, batch, sightings)
        addContents(to: &answers, batch)
        return answers
    }

    private func addDigests(to answers: inout [Int: Answer], _ batch: FileBatch, _ sightings: [Sighting]) {
        for ((algorithm, members), reply) in zip(batch.digested, digests) {
            let failure = HostFailure.reported(in: reply)
            let known = Self.digests(reply.output.bytes)
            for member in members {
                for question in batch.subjects[member].questions
                where question.subject.interest.digests.contains(algorithm) {
                    if let failure {
                        refuse(&answers, question.index, failure.message)
                    } else if let digest = known[sightings[member].path] {
                        change(&answers, question.index) { if $0.kind == .regular { $0.digests[algorithm] = digest } }
                    }
                }
            }
        }
    }

    /// `DIGEST`, two characters, path.
    private static func digests(_ bytes: [UInt8]) -> [[UInt8]: String] {
        let pairs = bytes.records.compactMap { record -> ([UInt8], String)? in
            guard let blank = record.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            return (Array(record[blank...].dropFirst(2)), String(hostBytes: record[..<blank]))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func addContents(to answers: inout [Int: Answer], _ batch: FileBatch) {
        for (member, reply) in zip(batch.withContents, contents) {
            for question in batch.subjects[member].questions {
                guard let limit = question.subject.interest.contentsUpTo else { continue }
                if let failure = HostFailure.reported(in: reply) {
                    refuse(&answers, question.index, failure.message)
                } else if reply.status == 0, reply.output.omitted == 0, reply.output.bytes.count <= limit {
                    change(&answers, question.index) { if $0.kind == .regular { $0.contents = reply.output.bytes } }
                }
            }
        }
    }

    private func change(_ answers: inout [Int: Answer], _ index: Int, _ edit: (inout RemoteFile) -> Void) {
        guard case .file(var file?)? = answers[index] else { return }
        edit(&file)
        answers[index] = .file(file)
    }

    /// Only a file that is there can be refused.
    private func refuse(_ answers: inout [Int: Answer], _ index: Int, _ reason: String) {
        if case .file(_?)? = answers[index] { answers[index] = .refused(reason) }
    }

    private static func hidden(_ question: Asked<FileQuestion>) -> String {
        "\(question.subject.path): permission denied for a directory above it"
    }
}

/// What `sp_seen` says of one path.
private struct Sighting {
    enum Kind: UInt8 {
        case nothing = 0x2D  // -
        case hidden = 0x21  // !
        case link = 0x6C  // l
        case other = 0x72  // r
    }

    let kind: Kind
    /// As the host's tools see it: expanded, and safe from being taken for an option.
    let path: [UInt8]
    /// The text of a link.
    private(set) var linkTarget: String?
    /// Where a link leads in the end, if something is there.
    private(set) var end: RemotePath?

    /// Takes the records of one path; `nil` if they are not what `sp_seen` writes.
    init?(from records: inout ArraySlice<UInt8>) {
        let record = records.nextRecord()
        guard let kind = record.first.flatMap(Kind.init) else { return nil }
        self.kind = kind
        path = Array(record.dropFirst())
        guard kind == .link else { return }
        linkTarget = String(hostBytes: records.nextRecord())
        let end = records.nextRecord()
        self.end = end.isEmpty ? nil : RemotePath(String(hostBytes: end))
    }

    func shownPath(of asked: RemotePath) -> RemotePath {
        asked.isExpanded ? RemotePath(String(hostBytes: path)) : asked
    }
}

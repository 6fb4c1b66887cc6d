import Synchronization
import Values

/// The keys to be offered to a server, in order. Each file is read and decrypted once per run.
enum KeyRing {
    /// - Parameter problems: Gets a line for every key that cannot be used, and why.
    static func keys(for settings: SSHSettings, problems: inout [String]) async -> [any SigningKey] {
        var keys: [any SigningKey] = []
        let isUsual = settings.keyFiles.isEmpty
        let inAgent = await agentKeys(settings, &problems)
        for path in isUsual ? defaultFiles : settings.keyFiles {
            if let held = agentKey(for: path, in: inAgent) {
                keys.append(held)
                continue
            }
            switch await loaded(path, settings) {
            case .success(let key): keys.append(key)
            case .failure(let problem): if !isUsual { problems.append("\(path): \(problem.words)") }
            }
        }
        if !settings.identitiesOnly { keys += inAgent }
        return unique(certified(keys, inAgent, settings, &problems) + keys)
    }

    private static var defaultFiles: [String] {
        ["id_ed25519", "id_ecdsa", "id_rsa"].map { UserFile.expanded("~/.ssh/\($0)") }
            .filter { UserFile.bytes(of: $0) != nil }
    }

    /// A server that trusts an authority takes certificates and maybe nothing else, so they come first: those next to
    /// their keys, those of `CertificateFile`.
    private static func certified(
        _ keys: [any SigningKey], _ inAgent: [Agent.Key], _ settings: SSHSettings, _ problems: inout [String]
    ) -> [any SigningKey] {
        let beside = (settings.keyFiles.isEmpty ? defaultFiles : settings.keyFiles).map { "\($0)-cert.pub" }
        let known = keys + inAgent
        var certified: [any SigningKey] = []
        for path in beside + settings.certificateFiles {
            guard let blob = Certificate.blob(inFile: path) else {
                if settings.certificateFiles.contains(path) { problems.append("\(path): it contains no certificate") }
                continue
            }
            let wanted = Certificate.key(in: blob)
            if let key = known.first(where: { $0.publicBlob == wanted }) {
                certified.append(CertifiedKey(key: key, publicBlob: blob))
            } else {
                problems.append("\(path): the private key of this certificate was not found")
            }
        }
        return certified
    }

    private static func unique(_ keys: [any SigningKey]) -> [any SigningKey] {
        var seen: Set<[UInt8]> = []
        return keys.filter { seen.insert($0.publicBlob).inserted }
    }

    private static func agentKeys(_ settings: SSHSettings, _ problems: inout [String]) async -> [Agent.Key] {
        guard let path = settings.agentSocket else { return [] }
        guard let keys = await OwnThread.run({ Agent(path: path).keys() }) else {
            problems.append("agent \(path): no answer")
            return []
        }
        return keys
    }

    /// A key whose other half is known from its `.pub` file may be at hand in the agent, which asks for nothing.
    private static func agentKey(for path: String, in keys: [Agent.Key]) -> Agent.Key? {
        guard !keys.isEmpty, let blob = PublicKeyFile.blob(beside: path) else { return nil }
        return keys.first { $0.publicBlob == blob }
    }

    private typealias Loaded = Result<any SigningKey, PrivateKeyFile.Problem>

    private struct Origin: Hashable {
        var path: String
        var passphrase: Secret?
        var questions: Int
    }

    private static let cache = Mutex<[Origin: Task<Loaded, Never>]>([:])

    private static func loaded(_ path: String, _ settings: SSHSettings) async -> Loaded {
        let origin = Origin(path: path, passphrase: settings.passphrase, questions: settings.passphraseQuestions)
        let dialogue = settings.dialogue
        let task = cache.withLock { cache in
            if let task = cache[origin] { return task }
            let task = Task { await OwnThread.run { read(origin, dialogue) } }
            cache[origin] = task
            return task
        }
        return await task.value
    }

    private static func read(_ origin: Origin, _ dialogue: ConnectionDialogue) -> Loaded {
        guard let text = UserFile.text(of: origin.path) else { return .failure(.unusable("it cannot be read")) }
        do {
            return .success(try PrivateKeyFile.key(text, name: origin.path, passphrase: origin.passphrase))
        } catch .passphraseMissing where origin.questions > 0 {
            guard let blob = PublicKeyFile.blob(of: text) ?? PublicKeyFile.blob(beside: origin.path) else {
                return .failure(.passphraseMissing)
            }
            return .success(
                LockedKey(
                    text, path: origin.path, publicBlob: blob, questions: origin.questions, dialogue: dialogue))
        } catch {
            return .failure(error)
        }
    }
}

/// The public half of a private key that cannot be opened yet.
enum PublicKeyFile {
    static func blob(beside path: String) -> [UInt8]? {
        let words = UserFile.text(of: path + ".pub")?.split(separator: " ") ?? []
        return words.count >= 2 ? Base64.decoded(words[1].trimmed) : nil
    }

    /// OpenSSH's own form holds it in the clear.
    static func blob(of text: String) -> [UInt8]? { try? OpenSSHKey(text).publicBlob }
}

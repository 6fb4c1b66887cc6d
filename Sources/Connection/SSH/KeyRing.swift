import Synchronization
import Values

/// The keys to be offered to a server, in order. Each file is read and decrypted once per run.
enum KeyRing {
    /// - Parameter problems: Gets a line for every key that cannot be used, and why.
    static func keys(for settings: SSHSettings, problems: inout [String]) async -> [any SigningKey] {
        var keys: [any SigningKey] = []
        let files = settings.keyFiles.isEmpty ? defaultFiles : settings.keyFiles.map(LocalFile.expanded)
        let inAgent = await agentKeys(settings, &problems)
        for path in files {
            switch await loaded(path, settings.passphrase) {
            case .success(let key): keys.append(key)
            case .failure(let problem):
                let isUsual = settings.keyFiles.isEmpty
                if let held = agentKey(for: path, in: inAgent) {
                    keys.append(held)
                } else if !isUsual {
                    problems.append("\(path): \(problem.words)")
                }
            }
        }
        if !settings.identitiesOnly { keys += inAgent }
        return unique(keys)
    }

    private static var defaultFiles: [String] {
        ["id_ed25519", "id_ecdsa", "id_rsa"].map { LocalFile.expanded("~/.ssh/\($0)") }
            .filter { LocalFile.bytes(of: $0) != nil }
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

    /// An encrypted key whose other half is known from its `.pub` file may be at hand in the agent.
    private static func agentKey(for path: String, in keys: [Agent.Key]) -> Agent.Key? {
        let words = LocalFile.text(of: path + ".pub")?.split(separator: " ") ?? []
        guard words.count >= 2, let blob = Base64.decode(words[1]) else { return nil }
        return keys.first { $0.publicBlob == blob }
    }

    private typealias Loaded = Result<PrivateKey, PrivateKeyFile.Problem>

    private struct Origin: Hashable {
        var path: String
        var passphrase: Secret?
    }

    private static let cache = Mutex<[Origin: Task<Loaded, Never>]>([:])

    private static func loaded(_ path: String, _ passphrase: Secret?) async -> Loaded {
        let task = cache.withLock { cache in
            let origin = Origin(path: path, passphrase: passphrase)
            if let task = cache[origin] { return task }
            let task = Task { await OwnThread.run { read(path, passphrase) } }
            cache[origin] = task
            return task
        }
        return await task.value
    }

    private static func read(_ path: String, _ passphrase: Secret?) -> Loaded {
        guard let text = LocalFile.text(of: path) else { return .failure(.unusable("it cannot be read")) }
        do {
            return .success(try PrivateKeyFile.key(text, name: path, passphrase: passphrase))
        } catch {
            return .failure(error)
        }
    }
}

internal import CLibssh2
import Glibc
import Values

extension SSHSession {
    /// Proves who we are: configured keys first, then the agent's, then the password.
    func authenticate(until deadline: ContinuousClock.Instant) async throws(ConnectionError) {
        var methods = try await offeredMethods(until: deadline)
        if methods.isEmpty, isLoggedIn { return }
        let first = methods
        var tried: [String] = []
        while true {
            for attempt in await attempts(methods, &tried) {
                guard let reason = try await refusal(of: attempt, until: deadline) else { return }
                tried.append("\(attempt.name): \(reason)")
                if isGone { break }
            }
            // Where one method was accepted and another is wanted beside it, the server now offers that.
            guard !isGone, let next = try? await offeredMethods(until: deadline), Set(next) != Set(methods) else {
                break
            }
            methods = next
            tried.append("one of these was accepted, and the server also requires \(next.joined(separator: " or "))")
        }
        throw .authentication(user: settings.user, methods: first.isEmpty ? ["none"] : first, tried: tried)
    }

    private var isLoggedIn: Bool { session.map { libssh2_userauth_authenticated($0) != 0 } ?? false }

    /// Servers hang up after some attempts that failed.
    private var isGone: Bool {
        [LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND]
            .contains(Int32(lastErrorNumber))
    }

    private func offeredMethods(until deadline: ContinuousClock.Instant) async throws(ConnectionError) -> [String] {
        let user = settings.user
        let list = try await pointer(until: deadline) {
            libssh2_userauth_list($0, user, UInt32(user.utf8.count)).map { OpaquePointer($0) }
        }
        guard let list else {
            if isLoggedIn { return [] }
            throw .lost("\(settings.host) closed the connection before the login: \(lastError)")
        }
        return String(cString: UnsafePointer<CChar>(list)).split(separator: ",").map(String.init)
    }

    private enum Attempt {
        case key(any SigningKey, algorithm: String)
        case password(Secret)
        case dialogue(Secret)

        var name: String {
            switch self {
            case .key(let key, let algorithm): "\(key.name) (\(algorithm))"
            case .password: "password"
            case .dialogue: "keyboard-interactive"
            }
        }

        var refusedSignature: String {
            if case .key(let key, _) = self, key is LockedKey { return "not decrypted with a passphrase, or refused" }
            return "the signature was refused, or could not be made"
        }
    }

    private func attempts(_ methods: [String], _ tried: inout [String]) async -> [Attempt] {
        var attempts: [Attempt] = []
        for method in settings.methods where methods.contains(method.rawValue) {
            switch (method, settings.password) {
            case (.key, _):
                let keys = await KeyRing.keys(for: settings, problems: &tried)
                attempts += keys.flatMap { key in algorithms(of: key).map { Attempt.key(key, algorithm: $0) } }
            case (.password, let password?): attempts.append(.password(password))
            case (.dialogue, let password?): attempts.append(.dialogue(password))
            case (_, nil): if !tried.contains(Self.noPassword) { tried.append(Self.noPassword) }
            }
        }
        return attempts
    }

    private static let noPassword = "password: none was given"

    /// Each attempt counts against the server's limit. OpenSSH has known the better signatures of RSA since 7.2.
    private func algorithms(of key: any SigningKey) -> [String] {
        let usual = banner.contains("OpenSSH") ? Array(key.algorithms.prefix(1)) : key.algorithms
        guard let wanted = settings.signatures else { return usual }
        let further = Array(key.algorithms.dropFirst(usual.count))
        return AlgorithmList(usual, more: further).applying(wanted)
    }

    /// - Returns: `nil` if the server lets us in.
    private func refusal(of attempt: Attempt, until deadline: ContinuousClock.Instant) async throws(ConnectionError)
        -> String?
    {
        let result: Int
        switch attempt {
        case .key(let key, let algorithm): result = try await offer(key, algorithm, until: deadline)
        case .password(let password): result = try await offer(password, until: deadline)
        case .dialogue(let password): result = try await talk(password, until: deadline)
        }
        switch Int32(result) {
        case 0: return isLoggedIn ? nil : "accepted, but the server requires more"
        case LIBSSH2_ERROR_AUTHENTICATION_FAILED: return "refused by the server"
        case LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED: return attempt.refusedSignature
        case LIBSSH2_ERROR_PASSWORD_EXPIRED: return "the password has expired"
        default: return lastError.isEmpty ? "error \(result)" : lastError
        }
    }

    private func offer(_ password: Secret, until deadline: ContinuousClock.Instant) async throws(ConnectionError) -> Int
    {
        let (user, text) = (settings.user, password.reveal())
        return try await step(until: deadline) {
            Int(
                libssh2_userauth_password_ex(
                    $0, user, UInt32(user.utf8.count), text, UInt32(text.utf8.count), nil))
        }
    }

    private func talk(_ password: Secret, until deadline: ContinuousClock.Instant) async throws(ConnectionError) -> Int
    {
        memory.dialogue = DialogueContext(password)
        defer { memory.dialogue = nil }
        let user = settings.user
        return try await step(until: deadline) {
            Int(libssh2_userauth_keyboard_interactive_ex($0, user, UInt32(user.utf8.count), answerPrompts))
        }
    }

    /// An agent or a locked key may ask a person, and signing takes time.
    private func offer(_ key: any SigningKey, _ algorithm: String, until deadline: ContinuousClock.Instant)
        async throws(ConnectionError) -> Int
    {
        let call = KeyCall(user: settings.user, key: key, algorithm: algorithm)
        memory.showing = call.shown
        defer { memory.showing = nil }
        return try await stepApart(until: deadline) { call.make($0) }
    }
}

/// One attempt with a key: the same call with the same arguments until libssh2 is through.
private final class KeyCall: @unchecked Sendable {
    private let user: String
    private let blob: [UInt8]
    /// Where the key comes with a certificate.
    let shown: ShownCertificate?
    private let context: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    init(user: String, key: any SigningKey, algorithm: String) {
        self.user = user
        let isCertified = Certificate.isCertificate(key.publicBlob)
        shown = isCertified ? ShownCertificate(key.publicBlob, algorithm: algorithm, user: user) : nil
        blob = isCertified ? [] : key.blob(for: algorithm)
        context = .allocate(capacity: 1)
        context.initialize(to: Unmanaged.passRetained(SignatureContext(key, algorithm, shown)).toOpaque())
    }

    deinit {
        if let held = context.pointee { Unmanaged<SignatureContext>.fromOpaque(held).release() }
        context.deallocate()
    }

    func make(_ session: OpaquePointer) -> Int {
        if let shown {
            let (blob, count) = (shown.blob.baseAddress, shown.blob.count)
            return Int(libssh2_userauth_publickey(session, user, blob, count, makeSignature, context))
        }
        return Int(libssh2_userauth_publickey(session, user, blob, blob.count, makeSignature, context))
    }
}

private final class SignatureContext {
    let key: any SigningKey
    let algorithm: String
    let shown: ShownCertificate?

    init(_ key: any SigningKey, _ algorithm: String, _ shown: ShownCertificate?) {
        self.key = key
        self.algorithm = algorithm
        self.shown = shown
    }
}

/// Who answers what a server asks in a dialogue.
final class DialogueContext {
    let password: Secret
    /// How often the server may ask before it counts as one that never ends.
    var questionsLeft = 20
    init(_ password: Secret) { self.password = password }
}

// Callbacks stand at file scope: a closure literal would be taken to belong to the actor, and trap when libssh2
// calls it. What they hand over is freed by libssh2, so it comes from malloc.

private func makeSignature(
    _ session: OpaquePointer?, _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<Int>?, _ data: UnsafePointer<UInt8>?, _ count: Int,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
    guard let held = abstract?.pointee else { return -1 }
    let context = Unmanaged<SignatureContext>.fromOpaque(held).takeUnretainedValue()
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let whole = context.key.sign(bytes, algorithm: context.algorithm) else { return -1 }
    guard let copy = malloc(whole.count) else { return -1 }
    UnsafeMutableRawBufferPointer(start: copy, count: whole.count).copyBytes(from: whole)
    signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
    length?.pointee = whole.count
    return 0
}

/// Answers what is asked without echo with the password, and everything else with nothing.
private func answerPrompts(
    _ name: UnsafePointer<CChar>?, _ nameLength: Int32, _ instruction: UnsafePointer<CChar>?,
    _ instructionLength: Int32, _ count: Int32, _ prompts: UnsafePointer<LIBSSH2_USERAUTH_KBDINT_PROMPT>?,
    _ responses: UnsafeMutablePointer<LIBSSH2_USERAUTH_KBDINT_RESPONSE>?,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    guard let memory = SessionMemory.of(abstract), let dialogue = memory.dialogue, let prompts, let responses else {
        return
    }
    dialogue.questionsLeft -= 1
    guard dialogue.questionsLeft >= 0 else { return memory.intake.object("it keeps asking for more") }
    for index in 0..<Int(count) {
        let text = prompts[index].echo == 0 ? dialogue.password.reveal() : ""
        responses[index].text = strdup(text)
        responses[index].length = UInt32(text.utf8.count)
    }
}

import Synchronization
import Values

/// A private key whose file is encrypted: its passphrase is asked for when a server would take the key, and once.
final class LockedKey: SigningKey {
    let name: String
    let publicBlob: [UInt8]
    private let text: String
    private let dialogue: ConnectionDialogue
    private let questions: Int

    private enum State {
        case locked
        case open(PrivateKey)
        case givenUp
    }

    /// Held while a person is asked, so that the others wait for that answer.
    private let state = Mutex(State.locked)

    init(_ text: String, path: String, publicBlob: [UInt8], questions: Int, dialogue: ConnectionDialogue) {
        self.text = text
        name = path
        self.publicBlob = publicBlob
        self.questions = questions
        self.dialogue = dialogue
    }

    func sign(_ bytes: [UInt8], algorithm: String) -> [UInt8]? { unlocked?.sign(bytes, algorithm: algorithm) }

    private var unlocked: PrivateKey? {
        state.withLock { state in
            if case .locked = state { state = open() }
            if case .open(let key) = state { return key }
            return nil
        }
    }

    /// As ssh(1) asks: some times if the answer is wrong, no more after an empty one.
    private func open() -> State {
        var question = "Passphrase for \(name)"
        for _ in 0..<questions {
            guard let passphrase = dialogue.ask(question), !passphrase.reveal().isEmpty else { break }
            do {
                return .open(try PrivateKeyFile.key(text, name: name, passphrase: passphrase))
            } catch {
                question = "Wrong. Passphrase for \(name)"
            }
        }
        return .givenUp
    }
}

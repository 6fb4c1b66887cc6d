import Connection
import Transport

extension ConnectionError {
    /// What happened and what helps, in a few sentences: the `msg` of an unreachable host.
    package var explanation: String {
        switch self {
        case .nameNotFound(let name): "cannot resolve \"\(name)\""
        case .refused(let address, let port): "connection refused by \(address):\(port)"
        case .noAnswer(let address, let port, let seconds):
            "no answer from \(address):\(port) within \(Self.rounded(seconds)) s"
        case .protocolFault(let text): "the server does not speak valid SSH: \(text)"
        case .noCommonAlgorithm(let text): "no common algorithm: \(text)"
        case .hostKeyUnknown(let host, let fingerprint):
            "the host key of \(host) is unknown: it presents \(fingerprint). Verify it, then add it to known_hosts "
                + "(ssh-keyscan \(host)), or run with host_key_checking=accept-new"
        case .hostKeyChanged(let host, let expected, let offered, let origin):
            "the host key of \(host) has changed: expected \(expected) (\(origin)), but it presents \(offered). "
                + "If the change is legitimate: ssh-keygen -R \(host)"
        case .hostKeyRevoked(let host, let fingerprint, let origin):
            "the host key of \(host), \(fingerprint), is revoked (\(origin))"
        case .authentication(let user, let methods, let tried):
            "\(user) may not log in; the server accepts \(methods.joined(separator: ", ")); "
                + "tried: \(tried.isEmpty ? "nothing" : tried.joined(separator: "; "))"
        case .badPrivateKey(let path, let reason): "the private key \(path) cannot be used: \(reason)"
        case .becomePasswordMissing(let user):
            "a password is needed to become \(user); give it with -K, --become-password-file or ansible_become_password"
        case .becomePasswordWrong(let user): "the password to become \(user) is wrong"
        case .becomePasswordNotTried(let user, let failures):
            "the password to become \(user) was wrong on \(failures) hosts and is not tried on others, so that no account "
                + "is locked"
        case .become(let user, let reason): "cannot become \(user): \(reason)"
        case .noShell(let text): "the account has no usable shell: \(text)"
        case .noChannel(let text): text
        case .unreached(let text): "contact was lost before anything was done: \(text)"
        case .lost(let text): "contact was lost: \(text)"
        case .badOptions(let text): text
        case .repeated(let error, let attempts, let seconds):
            "\(error.explanation) (\(attempts) attempts in \(Self.rounded(seconds)) s)"
        }
    }

    /// Whole seconds, or one digit more below ten.
    private static func rounded(_ seconds: Double) -> String {
        if seconds >= 10 || seconds == seconds.rounded() { return String(Int(seconds.rounded())) }
        return String((seconds * 10).rounded() / 10)
    }

    /// Whether the host could be reached, but the task cannot be done there: Ansible calls that failed.
    package var isFailureOfTask: Bool {
        switch self {
        case .becomePasswordMissing, .becomePasswordWrong, .becomePasswordNotTried, .become: true
        default: false
        }
    }
}

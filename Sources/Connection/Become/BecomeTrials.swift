import Synchronization
import Transport
import Values

/// Keeps a wrong password from being tried on every host, which locks accounts that many hosts share.
///
/// Until a password has been right once, only few hosts try it and the others wait; where those few find it wrong, nobody
/// tries it any more.
package final class BecomeTrials: Sendable {
    private static let most = 3

    private struct Account: Hashable {
        var password: Secret
        var method: Become.Method
        var user: String
    }

    private struct Trial {
        var isProven = false
        var failures = 0
        var underWay = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let trials = Mutex<[Account: Trial]>([:])

    package init() {}

    /// Makes an attempt to become someone, as soon as it may be made.
    ///
    /// - Parameter body: Tells, too, whether the password was asked for.
    func attempt<Result: Sendable>(
        _ become: Become?, _ body: () async throws(ConnectionError) -> (Result, wasAsked: Bool)
    ) async throws(ConnectionError) -> Result {
        guard let become, let password = become.password else { return try await body().0 }
        let account = Account(password: password, method: become.method, user: become.user)
        while try !begin(account) { await pause(account) }
        do {
            let (result, wasAsked) = try await body()
            end(account) { if wasAsked { $0.isProven = true } }
            return result
        } catch {
            end(account) { if case .becomePasswordWrong = error { $0.failures += 1 } }
            throw error
        }
    }

    /// - Returns: `false` if it is to be waited for what others find.
    private func begin(_ account: Account) throws(ConnectionError) -> Bool {
        let failures: Int? = trials.withLock { trials in
            let trial = trials[account, default: Trial()]
            if trial.isProven || trial.failures + trial.underWay < Self.most {
                trials[account, default: Trial()].underWay += 1
                return nil
            }
            return trial.failures
        }
        guard let failures else { return true }
        guard failures < Self.most else { throw .becomePasswordNotTried(user: account.user, failures: failures) }
        return false
    }

    private func pause(_ account: Account) async {
        await withCheckedContinuation { continuation in
            let mayGoOn = trials.withLock { trials in
                guard let trial = trials[account], trial.underWay > 0, !trial.isProven else { return true }
                trials[account]?.waiting.append(continuation)
                return false
            }
            if mayGoOn { continuation.resume() }
        }
    }

    private func end(_ account: Account, _ change: (inout Trial) -> Void) {
        let waiting = trials.withLock { trials in
            var trial = trials[account, default: Trial()]
            trial.underWay -= 1
            change(&trial)
            let waiting = trial.waiting
            trial.waiting = []
            trials[account] = trial
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

import Synchronization
import Testing
import Values

@testable import Connection
@testable import Transport

@Suite struct BecomeTrialsTests {
    private static let become = Become(password: Secret("x"))

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }

        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }

    /// How many of so many hosts tried the password, and what they were told.
    private func attempts(
        of hosts: Int, as become: Become? = become, _ outcome: @escaping @Sendable (Int) throws(ConnectionError) -> Void
    ) async -> (tried: Int, errors: [ConnectionError?]) {
        let trials = BecomeTrials()
        let counter = Counter()
        let errors = await withTaskGroup(of: ConnectionError?.self) { group in
            for _ in 0..<hosts {
                group.addTask {
                    do throws(ConnectionError) {
                        try await trials.attempt(become) { () async throws(ConnectionError) in
                            let number = counter.next()
                            try? await Task.sleep(for: .milliseconds(20))
                            try outcome(number)
                            return ((), wasAsked: true)
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return (counter.count, errors)
    }

    @Test func `a wrong password is tried on at most three hosts`() async {
        let (tried, errors) = await attempts(of: 40) { _ throws(ConnectionError) in
            throw .becomePasswordWrong(user: "root")
        }
        #expect(tried == 3)
        let spared = errors.filter { $0 == .becomePasswordNotTried(user: "root", failures: 3) }
        #expect(spared.count == 37)
    }

    @Test func `a password that is right somewhere is tried everywhere`() async {
        let (tried, errors) = await attempts(of: 40) { number throws(ConnectionError) in
            if number != 2 { throw .becomePasswordWrong(user: "root") }
        }
        #expect(tried == 40 && errors.filter { $0 == nil }.count == 1)
    }

    @Test func `other failures say nothing about the password`() async {
        let (tried, _) = await attempts(of: 20) { _ throws(ConnectionError) in throw .lost("x") }
        #expect(tried == 20)
    }

    @Test(arguments: [nil, Become()] as [Become?])
    func `without a password nobody waits`(become: Become?) async {
        let (tried, _) = await attempts(of: 20, as: become) { _ throws(ConnectionError) in
            throw .becomePasswordMissing(user: "root")
        }
        #expect(tried == 20)
    }
}

internal import CLibssh2
import Glibc
import Synchronization

/// The one thread that waits for file descriptors. It decides nothing and only wakes tasks.
final class Reactor: Sendable {
    struct Interest: OptionSet, Sendable {
        let rawValue: Int
        static let read = Interest(rawValue: 1)
        static let write = Interest(rawValue: 2)
    }

    enum Wake: Sendable {
        case ready, timedOut, cancelled
    }

    /// A descriptor and what it should be ready for.
    struct Watch: Sendable {
        var descriptor: Int32
        var interest: Interest
    }

    private struct Waiter {
        var watches: [Watch]
        var deadline: ContinuousClock.Instant?
        var continuation: CheckedContinuation<Wake, Never>

        func interest(in descriptor: Int32) -> Interest? { watches.first { $0.descriptor == descriptor }?.interest }
    }

    private struct State {
        var waiters: [Int: Waiter] = [:]
        var nextID = 0
        var isStarted = false
    }

    static let shared = Reactor()

    private let state = Mutex(State())
    private let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    /// KeywordValue to when a deadline has come that is nearer than all others.
    private let bell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))

    func wait(_ descriptor: Int32, _ interest: Interest, until deadline: ContinuousClock.Instant?) async -> Wake {
        await wait([Watch(descriptor: descriptor, interest: interest)], until: deadline)
    }

    /// Waits until any of the descriptors is ready for any of what is wanted of it.
    func wait(_ watches: [Watch], until deadline: ContinuousClock.Instant?) async -> Wake {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                add(id, Waiter(watches: watches, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            wake([id], .cancelled)
        }
    }

    /// Wakes all who wait for the descriptor. To be called before it is closed: its number may be given out again.
    func forget(_ descriptor: Int32) {
        let ids = state.withLock { state in
            state.waiters.filter { $0.value.interest(in: descriptor) != nil }.map(\.key)
        }
        wake(ids, .cancelled)
        epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, nil)
    }

    private func add(_ id: Int, _ waiter: Waiter) {
        guard !Task.isCancelled else { return waiter.continuation.resume(returning: .cancelled) }
        state.withLock { state in
            state.waiters[id] = waiter
            for watch in waiter.watches { arm(watch.descriptor, state.waiters.values) }
            if !state.isStarted {
                state.isStarted = true
                start()
            }
        }
        if waiter.deadline != nil { eventfd_write(bell, 1) }
        // Cancelled between the look above and the entry: the handler found nothing to wake.
        if Task.isCancelled { wake([id], .cancelled) }
    }

    private func wake(_ ids: [Int], _ reason: Wake) {
        let woken = state.withLock { state in ids.compactMap { state.waiters.removeValue(forKey: $0) } }
        for waiter in woken { waiter.continuation.resume(returning: reason) }
    }

    /// Asks for one event of the descriptor: for what all who wait for it want together.
    private func arm(_ descriptor: Int32, _ waiters: some Sequence<Waiter>) {
        let interest = waiters.reduce(into: Interest()) { interest, waiter in
            interest.formUnion(waiter.interest(in: descriptor) ?? [])
        }
        var event = epoll_event()
        event.events = EPOLLONESHOT.rawValue
        if interest.contains(.read) { event.events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if interest.contains(.write) { event.events |= EPOLLOUT.rawValue }
        event.data.fd = descriptor
        if epoll_ctl(poll, EPOLL_CTL_MOD, descriptor, &event) != 0 {
            epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
        }
    }

    private func start() {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = bell
        epoll_ctl(poll, EPOLL_CTL_ADD, bell, &event)
        OwnThread.start { self.loop() }
    }

    private func loop() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = epoll_wait(poll, &events, Int32(events.count), patience)
            for event in events.prefix(Int(max(0, count))) { handle(event) }
            wake(overdue, .timedOut)
        }
    }

    private func handle(_ event: epoll_event) {
        let descriptor = event.data.fd
        guard descriptor != bell else {
            var value: eventfd_t = 0
            eventfd_read(bell, &value)
            return
        }
        let ids = state.withLock { state in
            let concerned = state.waiters.filter { $0.value.interest(in: descriptor) != nil }
            let ready = concerned.filter { event.serves($0.value.interest(in: descriptor) ?? []) }
            if ready.count < concerned.count { arm(descriptor, concerned.values) }
            return Array(ready.keys)
        }
        wake(ids, .ready)
    }

    private var overdue: [Int] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.waiters.filter { $0.value.deadline.map { $0 <= now } ?? false }.map(\.key)
        }
    }

    /// Milliseconds until the nearest deadline; -1 for ever.
    private var patience: Int32 {
        let nearest = state.withLock { state in state.waiters.values.compactMap(\.deadline).min() }
        guard let nearest else { return -1 }
        let left = ContinuousClock.now.duration(to: nearest)
        let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
        return Int32(clamping: max(0, milliseconds))
    }
}

extension epoll_event {
    fileprivate func serves(_ interest: Reactor.Interest) -> Bool {
        let broken = events & (EPOLLERR.rawValue | EPOLLHUP.rawValue | EPOLLRDHUP.rawValue) != 0
        if broken { return true }
        return (interest.contains(.read) && events & EPOLLIN.rawValue != 0)
            || (interest.contains(.write) && events & EPOLLOUT.rawValue != 0)
    }
}

import CEpoll
import Glibc

/// Waits for any of many descriptors (epoll(7)), and for a moment.
@safe package final class Watch {
    /// What a descriptor is ready for.
    package struct Readiness: OptionSet, Sendable {
        /// The bits of epoll(7).
        package let rawValue: UInt32
        /// From the bits of epoll(7).
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Something can be read.
        package static let read = Readiness(rawValue: EPOLLIN.rawValue)
        /// Something can be written.
        package static let write = Readiness(rawValue: EPOLLOUT.rawValue)
        /// The other end has closed its half; only where asked for.
        package static let ending = Readiness(rawValue: EPOLLRDHUP.rawValue)
        /// Both halves are closed; always reported.
        package static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
        /// It has failed; always reported.
        package static let failure = Readiness(rawValue: EPOLLERR.rawValue)
    }
    /// What is ready after a wait, by the tokens it was added with.
    package private(set) var ready: [(token: UInt64, readiness: Readiness)] = []
    private let descriptor: Int32
    private let timer: Int32
    private var armed: UInt64?
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: Limits.readiness)
    private static let timerToken = UInt64.max

    /// Waits for nothing yet.
    package init() throws(RelayError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        timer = timerfd_create(CLOCK_BOOTTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard descriptor >= 0, timer >= 0, add(timer, .read, token: Self.timerToken) else {
            let code = errno
            // A descriptor that is none is not closed.
            for one in [descriptor, timer] where one >= 0 { close(one) }
            throw .noDescriptor(code: code)
        }
    }
    deinit {
        close(timer)
        close(descriptor)
    }

    /// Watches `watched`, until it is closed; false if the system has no room for it.
    @discardableResult
    package func add(_ watched: Int32, _ readiness: Readiness, token: UInt64) -> Bool {
        control(EPOLL_CTL_ADD, watched, readiness, token)
    }
    /// Watches for something else from now on.
    package func change(_ watched: Int32, _ readiness: Readiness, token: UInt64) {
        _ = control(EPOLL_CTL_MOD, watched, readiness, token)
    }
    /// Does not watch it any more.
    package func remove(_ watched: Int32) { _ = control(EPOLL_CTL_DEL, watched, [], 0) }

    /// Waits until something is ready, until `nanoseconds` of time since boot if not nil, at most
    /// `milliseconds`; notes in `ready` what is.
    package func wait(until nanoseconds: UInt64?, milliseconds: Int32) {
        arm(nanoseconds)
        let count = unsafe events.withUnsafeMutableBufferPointer { events in
            unsafe epoll_wait(
                descriptor, events.baseAddress, Int32(clamping: events.count), milliseconds)
        }
        ready.removeAll(keepingCapacity: true)
        for index in 0..<max(Int(count), 0) {
            let event = unsafe events[index]
            let token = unsafe event.data.u64
            if token == Self.timerToken {
                clearTimer()
            } else {
                unsafe ready.append((token, Readiness(rawValue: event.events)))
            }
        }
    }

    private func control(
        _ operation: Int32, _ watched: Int32, _ readiness: Readiness, _ token: UInt64
    ) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = readiness.rawValue
        unsafe event.data.u64 = token
        return unsafe epoll_ctl(descriptor, operation, watched, &event) == 0
    }
    private func arm(_ nanoseconds: UInt64?) {
        guard nanoseconds != armed else { return }
        armed = nanoseconds
        var setting = itimerspec()
        if let nanoseconds {
            // Zero would disarm it.
            let due = max(nanoseconds, 1)
            setting.it_value.tv_sec = Int(clamping: due / 1_000_000_000)
            setting.it_value.tv_nsec = Int(due % 1_000_000_000)
        }
        unsafe timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    }
    private func clearTimer() {
        var count: UInt64 = 0
        _ = unsafe read(timer, &count, 8)
        armed = nil
    }
}

import CEpoll
import Glibc

/// Waits for any of many descriptors (epoll(7)): a wait costs by how many are ready, not by how
/// many there are.
@safe final class DescriptorWatch {
    /// What is ready after a wait, by the tokens it was added with.
    private(set) var ready: [UInt64] = []
    private let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    private var events = unsafe [epoll_event](
        repeating: epoll_event(), count: LoadLimits.readiness)

    deinit { close(descriptor) }

    /// Watches `watched` until it is removed; false if the system has no room for it.
    func add(_ watched: Int32, token: UInt64) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.u64 = token
        return unsafe epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0
    }
    func remove(_ watched: Int32) {
        var event = unsafe epoll_event()
        _ = unsafe epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, &event)
    }
    /// Waits up to `milliseconds` and notes in `ready` what came.
    func wait(milliseconds: Int32) {
        let count = unsafe events.withUnsafeMutableBufferPointer { events in
            unsafe epoll_wait(
                descriptor, events.baseAddress, Int32(clamping: events.count), milliseconds)
        }
        ready.removeAll(keepingCapacity: true)
        for index in 0..<max(Int(count), 0) { unsafe ready.append(events[index].data.u64) }
    }
}

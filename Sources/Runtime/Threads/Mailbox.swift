import Synchronization

/// A bounded first-in first-out queue from many threads to one, with a doorbell to poll.
///
/// A thread that must not wait uses `postAll` and `takeAllIfFree`, which do nothing while another
/// thread is at the mailbox: that one may be kept from the processor for long in the middle of it.
public final class Mailbox<Element: Sendable>: Sendable {
    private struct Contents {
        var elements: [Element] = []
        var refused: UInt64 = 0
    }
    private let contents = Mutex(Contents())
    private let limit: Int
    /// Rung by every post; the reader polls it.
    public let doorbell: Doorbell

    /// An empty mailbox for at most `limit` elements. A `doorbell` may serve several mailboxes of
    /// one reader.
    public init(limit: Int, doorbell: Doorbell) {
        self.limit = limit
        self.doorbell = doorbell
        // Now, so that no post has to grow it.
        contents.withLock { $0.elements.reserveCapacity(limit) }
    }

    /// How many elements were refused because the mailbox was full.
    public var refused: UInt64 { contents.withLock { $0.refused } }

    /// How many elements wait, and how many there is storage for: for tests.
    var count: Int { contents.withLock { $0.elements.count } }
    /// See above.
    var capacity: Int { contents.withLock { $0.elements.capacity } }

    /// Appends `element` and rings; false if the mailbox is full, which is counted.
    @discardableResult
    public func post(_ element: sending Element) -> Bool {
        let isPosted = contents.withLock { contents in
            guard contents.elements.count < limit else {
                contents.refused += 1
                return false
            }
            contents.elements.append(element)
            return true
        }
        if isPosted { doorbell.ring() }
        return isPosted
    }
    /// Appends all `elements` in order, empties them and rings; false, with nothing done, if
    /// another thread is at the mailbox just now. Those beyond the limit are refused and counted.
    /// Never waits.
    @discardableResult
    public func postAll(_ elements: inout [Element]) -> Bool {
        guard !elements.isEmpty else { return true }
        let done: Void? = contents.withLockIfAvailable { contents in
            let room = max(limit - contents.elements.count, 0)
            contents.elements.append(contentsOf: elements.prefix(room))
            contents.refused += UInt64(max(elements.count - room, 0))
        }
        guard done != nil else { return false }
        elements.removeAll(keepingCapacity: true)
        doorbell.ring()
        return true
    }
    /// As `takeAll`, but false, with nothing taken, if another thread is at the mailbox just now;
    /// that one rings when it is done. Never waits.
    public func takeAllIfFree(into elements: inout [Element]) -> Bool {
        elements.removeAll(keepingCapacity: true)
        let done: Void? = contents.withLockIfAvailable { swap(&$0.elements, &elements) }
        return done != nil
    }
    /// Runs `body` while the mailbox is held, as by a thread that lost the processor in it: for
    /// tests.
    func holdingContents(_ body: () -> Void) { contents.withLock { _ in body() } }
    /// Moves everything that is there into `elements`, which is emptied first; storage is swapped,
    /// so a steady state allocates nothing.
    public func takeAll(into elements: inout [Element]) {
        elements.removeAll(keepingCapacity: true)
        contents.withLock { swap(&$0.elements, &elements) }
    }
}

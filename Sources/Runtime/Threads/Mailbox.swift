import Synchronization

/// A bounded first-in first-out queue from many threads to one, with a doorbell to poll.
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
    }

    /// How many elements were refused because the mailbox was full.
    public var refused: UInt64 { contents.withLock { $0.refused } }

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
    /// Moves everything that is there into `elements`, which is emptied first; storage is swapped,
    /// so a steady state allocates nothing.
    public func takeAll(into elements: inout [Element]) {
        elements.removeAll(keepingCapacity: true)
        contents.withLock { swap(&$0.elements, &elements) }
    }
}

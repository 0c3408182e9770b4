public import SansIO
import Synchronization
public import ZeroMQ

/// The bytes behind a core's `PayloadID`s: bounded, counted by reference, shared by the threads of
/// one shell.
///
/// Bytes are message parts as they came or will go, handed out without a copy (a coordinator
/// stores small latents as a copy, see `Limits.copiedPayloadBytes`); they go when the last
/// reference is released and the transport is done with them.
public final class PayloadArena: Sendable {
    /// What the arena holds and has held.
    public struct Account: Hashable, Sendable {
        /// Payloads held now.
        public var count = 0
        /// Bytes held now.
        public var byteCount = 0
        /// Payloads ever stored.
        public var stored: UInt64 = 0
        /// Payloads ever freed.
        public var freed: UInt64 = 0
        /// Payloads refused because the arena was full.
        public var refused: UInt64 = 0
    }
    private struct Entry {
        var part: MessagePart
        var references: Int
    }
    private struct Contents {
        var entries: [PayloadID: Entry] = [:]
        var next: UInt64 = 1
        var account = Account()
    }
    private let contents = Mutex(Contents())
    private let countLimit: Int
    private let byteLimit: Int

    /// An empty arena for at most `countLimit` payloads of together at most `byteLimit` bytes.
    public init(countLimit: Int, byteLimit: Int) {
        self.countLimit = countLimit
        self.byteLimit = byteLimit
    }

    /// What the arena holds and has held.
    public var account: Account { contents.withLock { $0.account } }

    /// Stores `part` with one reference; nil if the arena is full, which is counted.
    public func store(_ part: MessagePart) -> PayloadID? {
        contents.withLock { contents in
            let total = contents.account.byteCount + part.byteCount
            guard contents.account.count < countLimit, total <= byteLimit else {
                contents.account.refused += 1
                return nil
            }
            let id = PayloadID(contents.next)
            contents.next += 1
            contents.entries[id] = Entry(part: part, references: 1)
            contents.account.count += 1
            contents.account.byteCount = total
            contents.account.stored += 1
            return id
        }
    }
    /// The bytes of `id`, or nil if they are gone.
    public func part(of id: PayloadID) -> MessagePart? {
        contents.withLock { $0.entries[id]?.part }
    }
    /// Adds a reference to `id`, which is still there.
    public func retain(_ id: PayloadID) {
        contents.withLock { contents in
            guard contents.entries[id] != nil else {
                preconditionFailure("a payload is retained after it was freed")
            }
            contents.entries[id]?.references += 1
        }
    }
    /// Drops a reference to `id`; true if the payload went with it.
    @discardableResult
    public func release(_ id: PayloadID) -> Bool {
        contents.withLock { contents in
            guard let entry = contents.entries[id] else {
                preconditionFailure("a payload is released after it was freed")
            }
            guard entry.references == 1 else {
                contents.entries[id]?.references -= 1
                return false
            }
            contents.entries[id] = nil
            contents.account.count -= 1
            contents.account.byteCount -= entry.part.byteCount
            contents.account.freed += 1
            return true
        }
    }
}

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
    private struct Slot {
        var part: MessagePart?
        var references = 0
        /// Counts the slot's payloads: an identifier is never used again.
        var generation: UInt64 = 0
    }
    /// Payloads by slot; an identifier is a slot and its generation, so that nothing is hashed.
    private struct Contents {
        var slots: [Slot] = []
        var free: [Int] = []
        var account = Account()

        func slot(of id: PayloadID) -> Int? {
            let index = Int(truncatingIfNeeded: id.value & PayloadArena.slotMask)
            guard slots.indices.contains(index), slots[index].references > 0,
                slots[index].generation == id.value >> PayloadArena.slotBits
            else { return nil }
            return index
        }
        mutating func takeSlot(for part: MessagePart) -> PayloadID {
            let index = free.popLast() ?? slots.count
            if index == slots.count { slots.append(Slot()) }
            slots[index].part = part
            slots[index].references = 1
            slots[index].generation += 1
            return PayloadID(
                slots[index].generation << PayloadArena.slotBits | UInt64(index))
        }
    }
    private static let slotBits: UInt64 = 24
    private static let slotMask: UInt64 = 1 << slotBits - 1
    private let contents = Mutex(Contents())
    private let countLimit: Int
    private let byteLimit: Int

    /// An empty arena for at most `countLimit` payloads of together at most `byteLimit` bytes.
    public init(countLimit: Int, byteLimit: Int) {
        precondition(countLimit <= Self.slotMask, "more payloads than an arena can name")
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
            contents.account.count += 1
            contents.account.byteCount = total
            contents.account.stored += 1
            return contents.takeSlot(for: part)
        }
    }
    /// The bytes of `id`, or nil if they are gone.
    public func part(of id: PayloadID) -> MessagePart? {
        contents.withLock { contents in
            contents.slot(of: id).flatMap { contents.slots[$0].part }
        }
    }
    /// Adds a reference to `id`, which is still there.
    public func retain(_ id: PayloadID) {
        contents.withLock { contents in
            guard let slot = contents.slot(of: id) else {
                preconditionFailure("a payload is retained after it was freed")
            }
            contents.slots[slot].references += 1
        }
    }
    /// Drops a reference to `id`; true if the payload went with it.
    @discardableResult
    public func release(_ id: PayloadID) -> Bool {
        contents.withLock { contents in
            guard let slot = contents.slot(of: id) else {
                preconditionFailure("a payload is released after it was freed")
            }
            contents.slots[slot].references -= 1
            guard contents.slots[slot].references == 0 else { return false }
            contents.account.count -= 1
            contents.account.byteCount -= contents.slots[slot].part?.byteCount ?? 0
            contents.slots[slot].part = nil
            contents.free.append(slot)
            contents.account.freed += 1
            return true
        }
    }
}

import Randomness
import Runtime
import SansIO
import Testing
import ZeroMQ

@Suite struct PayloadArenaTests {
    func part(_ count: Int) -> MessagePart {
        MessagePart(copying: [UInt8](repeating: 7, count: count))
    }

    @Test func `a payload goes with its last reference`() throws {
        let arena = PayloadArena(countLimit: 4, byteLimit: 100)
        let id = try #require(arena.store(part(10)))
        arena.retain(id)
        #expect(!arena.release(id))
        #expect(arena.part(of: id)?.byteCount == 10)
        #expect(arena.release(id))
        #expect(arena.part(of: id) == nil)
        #expect(arena.account.byteCount == 0)
    }
    @Test func `a full arena refuses by count and by bytes and counts that`() throws {
        let arena = PayloadArena(countLimit: 2, byteLimit: 10)
        _ = try #require(arena.store(part(10)))
        #expect(arena.store(part(1)) == nil)
        let empty = try #require(arena.store(part(0)))
        #expect(arena.store(part(0)) == nil)
        #expect(arena.account.refused == 2)
        arena.release(empty)
        #expect(arena.store(part(0)) != nil)
    }
    @Test func `an identifier is never used again`() throws {
        let arena = PayloadArena(countLimit: 1, byteLimit: 10)
        let first = try #require(arena.store(part(1)))
        arena.release(first)
        let second = try #require(arena.store(part(1)))
        #expect(first != second)
    }
    @Test func `the account balances through a random life`() throws {
        let seed = Seed(20_261_123)
        print("seed \(seed.value)")
        var random = seed.stream("arena")
        let arena = PayloadArena(countLimit: 16, byteLimit: 400)
        var held: [(id: PayloadID, bytes: Int, references: Int)] = []
        for _ in 0..<5_000 {
            let choice = random.integer(in: 0..<3)
            if choice == 0 || held.isEmpty {
                let count = random.integer(in: 0..<60)
                if let id = arena.store(part(count)) { held.append((id, count, 1)) }
            } else {
                let index = random.integer(in: 0..<held.count)
                if choice == 1 {
                    arena.retain(held[index].id)
                    held[index].references += 1
                } else {
                    let isLast = held[index].references == 1
                    #expect(arena.release(held[index].id) == isLast)
                    held[index].references -= 1
                    if isLast { held.remove(at: index) }
                }
            }
            let account = arena.account
            #expect(account.count == held.count)
            #expect(account.byteCount == held.reduce(0) { $0 + $1.bytes })
            #expect(account.stored == account.freed + UInt64(account.count))
        }
        #expect(arena.account.refused > 0)
    }
}

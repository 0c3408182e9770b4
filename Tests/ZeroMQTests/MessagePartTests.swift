import Synchronization
import Testing
import ZeroMQ

@Suite struct MessagePartTests {
    @Test func `reads its bytes in place`() {
        let message = MessagePart(copying: [3, 1, 4])
        #expect(message.byteCount == 3)
        #expect(message.bytes[2] == 4)
        let sum = message.withBytes { bytes in bytes.indices.reduce(0) { $0 + Int(bytes[$1]) } }
        #expect(sum == 8)
        #expect(MessagePart(copying: []).copiedBytes().isEmpty)
    }

    @Test(arguments: [1, 32, 33, 34, 4096, 100_000])
    func `keeps lent memory until the last message is gone`(count: Int) throws {
        let releases = Releases()
        let wakeup = try Wakeup()
        do {
            var received: MessagePart?
            do {
                let arena = Arena(count: count, releases: releases)
                let lent = unsafe MessagePart(lending: arena.bytes, owner: arena)
                #expect(try wakeup.near.send([lent]) == .sent)
                guard case .message(let parts) = try wakeup.far.receive(limits: limits) else {
                    Issue.record("no message")
                    return
                }
                received = parts.first
            }
            #expect(releases.count.load(ordering: .acquiring) == 0)
            let bytes = received?.copiedBytes()
            #expect(bytes == [UInt8](repeating: 9, count: count))
            received = nil
        }
        #expect(releases.count.load(ordering: .acquiring) == 1)
    }

    @Test func `is sent by several threads at once, whole`() async throws {
        let shared = MessagePart(copying: [UInt8](repeating: 5, count: 20_000))
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let wakeup = try Wakeup()
                    var byteCount = 0
                    for _ in 0..<500 {
                        #expect(try wakeup.near.send([shared, shared]) == .sent)
                        guard case .message(let parts) = try wakeup.far.receive(limits: limits)
                        else { continue }
                        byteCount += parts.reduce(0) { $0 + $1.byteCount }
                    }
                    return byteCount
                }
            }
            for try await byteCount in group { #expect(byteCount == 500 * 40_000) }
        }
        #expect(shared.copiedBytes() == [UInt8](repeating: 5, count: 20_000))
    }
}

/// Counts arenas that were released.
final class Releases: Sendable {
    let count = Atomic<Int>(0)
}

/// Memory that outlives its messages. `@unchecked Sendable`: the bytes are written in `init` only.
@safe final class Arena: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let releases: Releases

    init(count: Int, releases: Releases) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 9)
        unsafe bytes = UnsafeRawBufferPointer(memory)
        self.releases = releases
    }

    deinit {
        unsafe bytes.deallocate()
        releases.count.add(1, ordering: .releasing)
    }
}

import Synchronization
import Testing

@testable import Runtime

@Suite struct ThreadsTests {
    @Test func `a mailbox keeps order, refuses what does not fit and counts it`() {
        let mailbox = Mailbox<Int>(limit: 2, doorbell: Doorbell())
        #expect(mailbox.post(1))
        #expect(mailbox.post(2))
        #expect(!mailbox.post(3))
        #expect(mailbox.refused == 1)
        var taken = [9]
        mailbox.takeAll(into: &taken)
        #expect(taken == [1, 2])
        #expect(mailbox.post(4))
        mailbox.takeAll(into: &taken)
        #expect(taken == [4])
    }
    @Test func `a thread that must not wait leaves a mailbox alone while another is at it`() {
        let mailbox = Mailbox<Int>(limit: 3, doorbell: Doorbell())
        var out = [1, 2]
        #expect(mailbox.postAll(&out))
        #expect(out.isEmpty)
        // A thread that holds the mailbox, as one does that lost the processor in the middle of it.
        mailbox.holdingContents {
            let thread = NamedThread("hasty", priority: .ordinary) {
                var more = [3]
                #expect(!mailbox.postAll(&more))
                #expect(more == [3])
                var taken = [9]
                #expect(!mailbox.takeAllIfFree(into: &taken))
                #expect(taken.isEmpty)
            }
            thread.join()
        }
        out = [3, 4, 5]
        #expect(mailbox.postAll(&out))
        #expect(mailbox.refused == 2)
        var taken: [Int] = []
        #expect(mailbox.takeAllIfFree(into: &taken))
        #expect(taken == [1, 2, 3])
    }
    @Test func `a pool is offered work without waiting, and says when it is full`() {
        let gate = Doorbell()
        let started = Doorbell()
        let pool = ComputePool("pool", threadCount: 1, limit: 1, priority: .ordinary)
        let begin = pool.submit {
            started.ring()
            gate.wait(milliseconds: 10_000)
        }
        #expect(begin)
        started.wait(milliseconds: 10_000)
        pool.holdingQueue {
            let thread = NamedThread("hasty", priority: .ordinary) {
                #expect(pool.trySubmit {} == .busy)
            }
            thread.join()
        }
        #expect(pool.trySubmit {} == .taken)
        #expect(pool.trySubmit {} == .full)
        gate.ring()
        pool.close()
        #expect(pool.trySubmit {} == .full)
    }
    @Test func `a post from another thread wakes the reader`() {
        let mailbox = Mailbox<Int>(limit: 1, doorbell: Doorbell())
        let thread = NamedThread("poster", priority: .ordinary) { mailbox.post(7) }
        mailbox.doorbell.wait(milliseconds: 10_000)
        var taken: [Int] = []
        mailbox.takeAll(into: &taken)
        #expect(taken == [7])
        thread.join()
    }
    @Test func `a doorbell stays rung until it is cleared, however often it was rung`() {
        let doorbell = Doorbell()
        for _ in 0..<100_000 { doorbell.ring() }
        doorbell.wait(milliseconds: -1)
        doorbell.wait(milliseconds: -1)
        doorbell.clear()
        doorbell.wait(milliseconds: 0)
    }
    @Test func `a pool runs work in order and refuses beyond its limit`() {
        let gate = Doorbell()
        let started = Doorbell()
        let ran = Mutex<[Int]>([])
        let pool = ComputePool("pool", threadCount: 1, limit: 2, priority: .ordinary)
        let isTaken = pool.submit {
            started.ring()
            gate.wait(milliseconds: 10_000)
            ran.withLock { $0.append(0) }
        }
        #expect(isTaken)
        started.wait(milliseconds: 10_000)
        #expect(pool.submit { ran.withLock { $0.append(1) } })
        let last = Doorbell()
        #expect(
            pool.submit {
                ran.withLock { $0.append(2) }
                last.ring()
            })
        #expect(!pool.submit {})
        gate.ring()
        last.wait(milliseconds: 10_000)
        pool.close()
        #expect(ran.withLock { $0 } == [0, 1, 2])
        #expect(!pool.submit {})
    }
    @Test func `beside a real-time control tick no thread can be kept from the processor`() {
        let levels = [ThreadPriority.ordinary, .compute, .prompt, .control].map {
            priority -> Int32 in
            guard case .realTime(let level) = priority.schedule(inRealTimeProcess: true)
            else { return 0 }
            return level
        }
        #expect(levels[0] > 0)
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ThreadPriority.ordinary.schedule(inRealTimeProcess: false) == .shared(niceness: 0))
    }
    @Test func `without real time sockets come before computation, and that before the rest`() {
        let places = [ThreadPriority.prompt, .compute, .ordinary].map { priority -> Int32 in
            guard case .shared(let niceness) = priority.schedule(inRealTimeProcess: false)
            else { return .max }
            return niceness
        }
        #expect(places[0] < places[1] && places[1] < places[2] && places[2] == 0)
    }
    @Test func `a request to stop is seen and its doorbell stays rung`() {
        let shutdown = Shutdown()
        #expect(!shutdown.isRequested)
        shutdown.request()
        shutdown.doorbell.wait(milliseconds: -1)
        #expect(shutdown.isRequested)
    }
}

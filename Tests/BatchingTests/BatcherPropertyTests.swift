import Randomness
import Testing
import Timekeeping

@testable import Batching

/// Random load on a random cell; what must hold after every event is checked after every event.
@Suite struct BatcherPropertyTests {
    /// A cell under random load, with its own book of what is open.
    private struct Cell {
        static let workers = 3
        static let streams = 12

        var bench = Bench(queueLimit: 8, workerLimit: Cell.workers, streamLimit: Cell.streams)
        var random: RandomStream
        var now = Instant.origin
        /// When the input was handled whose outputs are checked.
        var decision = Instant.origin
        var open: [RequestID: Request] = [:]
        var resolved = 0
        var dispatches = 0
        var joined = Array(repeating: false, count: Cell.workers)

        init(_ random: RandomStream) { self.random = random }

        mutating func step() {
            now = now + .microseconds(Int64(random.integer(in: 0..<6_000)))
            if let due = bench.batcher.wakeup, due < now { drive(.wake, at: due) }
            let slot = WorkerSlot(random.integer(in: 0..<Cell.workers))
            switch random.integer(in: 0..<20) {
            case 0: toggle(slot)
            case 1:
                if let victim = open.keys.min(by: { $0.value < $1.value }) {
                    drive(.withdrawn(victim), at: now)
                }
            case 2: drive(.workerDraining(slot), at: now)
            case 3...8: finish(slot)
            default: arrive()
            }
        }
        mutating func arrive() {
            let request = Request(
                id: bench.newName(), stream: StreamSlot(random.integer(in: 0..<Cell.streams)),
                deadline: now + .milliseconds(Int64(random.integer(in: -2..<120))),
                requestClass: RequestClass(rawValue: random.integer(in: 0..<3)) ?? .ordinary)
            open[request.id] = request
            drive(.arrived(request), at: now)
        }
        mutating func toggle(_ slot: WorkerSlot) {
            if joined[slot.index] {
                joined[slot.index] = false
                drive(.workerLost(slot), at: now)
            } else {
                joined[slot.index] = true
                let time = Interval.milliseconds(Int64(random.integer(in: 1..<20)))
                let profile = WorkerProfile(
                    batchLimit: random.integer(in: 1..<6), points: [.init(batch: 1, time: time)])
                drive(.workerJoined(slot, profile), at: now)
            }
        }
        mutating func finish(_ slot: WorkerSlot) {
            guard let held = bench.batcher.batch(of: slot) else { return }
            let statuses: [MemberStatus] = [.answered, .answered, .malformed, .expired, .failed]
            let members = held.members.map {
                FinishedMember(request: $0, status: statuses[random.integer(in: 0..<5)])
            }
            drive(.finished(slot, held.number, members), at: now)
        }
        mutating func drive(_ input: BatcherInput, at instant: Instant) {
            decision = instant
            observe(bench.handle(input, at: instant))
        }
        mutating func observe(_ outputs: [BatcherOutput]) {
            for output in outputs {
                switch output {
                case .resolve(let id, _):
                    #expect(open.removeValue(forKey: id) != nil, "a request ends once")
                    resolved += 1
                case .dispatch(let slot, _, let members):
                    dispatches += 1
                    check(slot, members)
                case .dismiss(let slot): joined[slot.index] = false
                case .suspect, .trust, .strayResult: break
                }
            }
            #expect(bench.batcher.counts.isBalanced)
            #expect(
                bench.batcher.counts.queued + bench.batcher.counts.running == open.count)
            if let wakeup = bench.batcher.wakeup { #expect(wakeup > decision) }
        }
        /// Never hopeless, never a stranger, never one twice.
        func check(_ slot: WorkerSlot, _ members: [RequestID]) {
            let expected = bench.batcher.expectedTime(of: slot, batch: members.count)
            #expect(expected != nil && Set(members).count == members.count)
            for member in members {
                #expect(open[member] != nil)
                if let deadline = open[member]?.deadline, let expected {
                    #expect(decision + expected <= deadline)
                }
            }
        }
    }

    @Test(arguments: 0..<20)
    func `balances, dispatches no hopeless work and ends each request once`(
        run: Int
    ) {
        let seed = Seed(0xba7c + UInt64(run))
        print("BatcherPropertyTests seed \(seed.value)")
        var cell = Cell(seed.stream("load"))
        for _ in 0..<3_000 { cell.step() }
        #expect(cell.dispatches > 100, "the load reaches the workers; seed \(seed.value)")
        // Whatever still waits ends by its timer alone, once no worker is left.
        for index in 0..<Cell.workers where cell.joined[index] {
            cell.drive(.workerLost(WorkerSlot(index)), at: cell.now)
        }
        while let wakeup = cell.bench.batcher.wakeup {
            cell.drive(.wake, at: wakeup)
        }
        #expect(cell.open.isEmpty, "seed \(seed.value)")
    }
}

import Foundation
import Randomness
import Testing
import Timekeeping

@testable import Batching

/// What must hold after every event is checked after every event. `TOMBOLO_BATCHER_EVENTS` says
/// how many.
@Suite struct RandomLoadTests {
    private static let events =
        ProcessInfo.processInfo.environment["TOMBOLO_BATCHER_EVENTS"].flatMap(Int.init) ?? 20_000

    @Test(arguments: [0, 1, 2, 3])
    func `accounts exactly, runs nothing hopeless, waits boundedly and in order`(run: Int) throws {
        let seed = Seed(0xba7c + UInt64(run))
        print("RandomLoadTests, accounts: seed \(seed.value)")
        var load = RandomLoad(
            seed.stream("load"), period: run % 2 == 0 ? nil : .milliseconds(100))
        var bench = Bench(load.configuration)
        var book = Book()
        for event in 0..<Self.events / 4 {
            let (input, now) = load.next(&bench)
            let outputs = bench.handle(input, at: now)
            book.check(outputs, bench, load, at: now)
            load.note(outputs)
            book.checkCounts(bench, load)
            if book.fault != nil {
                Issue.record("seed \(seed.value), event \(event) \(input): \(book.fault ?? "")")
                return
            }
        }
        #expect(book.batches > Self.events / 200, "the load reaches the workers")
        let unseen = Set(Resolution.allCases).subtracting(book.ends)
        #expect(unseen.isSubset(of: [.draining, .shed]), "and ends in every way")
        // Whatever still waits ends by its timer alone, once no worker is left.
        for slot in 0..<RandomLoad.workers {
            load.note(bench.handle(.workerLost(WorkerSlot(slot)), at: load.now))
        }
        while let due = bench.batcher.wakeup { load.note(bench.handle(.wake, at: due)) }
        #expect(load.open.allSatisfy { $0.deadline == .distantFuture }, "seed \(seed.value)")
    }

    @Test(arguments: [0, 1])
    func `decides as the reference does`(run: Int) {
        let seed = Seed(0xd1ff + UInt64(run))
        print("RandomLoadTests, reference: seed \(seed.value)")
        var load = RandomLoad(seed.stream("load"))
        var bench = Bench(load.configuration)
        var reference = ReferenceBatcher(load.configuration)
        for event in 0..<Self.events / 2 {
            let (input, now) = load.next(&bench)
            let outputs = bench.handle(input, at: now)
            let expected = reference.handle(input, at: now)
            let members = bench.batches.allSatisfy { batch in
                reference.workers[batch.slot]?.members == batch.members
            }
            guard outputs == expected, members else {
                Issue.record(
                    """
                    seed \(seed.value), event \(event) \(input) at \(now.nanoseconds):
                    \(outputs)
                    \(expected)
                    """)
                return
            }
            load.note(outputs)
        }
        #expect(reference.batches > Self.events / 100)
    }

    @Test func `the same inputs yield the same outputs, from a copy as well`() {
        let seed = Seed(0x4e91)
        var load = RandomLoad(seed.stream("load"), period: .milliseconds(100))
        var bench = Bench(load.configuration)
        var log: [(input: BatcherInput, at: Instant)] = []
        var digests: [Int] = []
        for _ in 0..<Self.events / 10 {
            let next = load.next(&bench)
            let outputs = bench.handle(next.input, at: next.at)
            load.note(outputs)
            log.append(next)
            digests.append(outputs.count)
        }
        var replay = Batcher(configuration: load.configuration)
        var copy = replay
        for (index, event) in log.enumerated() {
            // A copy that is thrown away changes nothing.
            if index % 100 == 0 { copy = replay }
            replay.handle(event.input, at: event.at)
            copy.handle(event.input, at: event.at)
            var count = 0
            while let output = replay.nextOutput() {
                #expect(output == copy.nextOutput(), "seed \(seed.value), event \(index)")
                count += 1
            }
            #expect(count == digests[index])
        }
        #expect(replay.counts == bench.batcher.counts)
    }
}

/// What was seen, and the first thing that was wrong.
private struct Book {
    var fault: String?
    var batches = 0
    var ends: Set<Resolution> = []
    private var number: UInt64 = 0
    /// Arrivals count by the slot of their name and its generation; plans by stream.
    private var answered: [Int: Int] = [:]
    private var arrivals: [RequestID: Int] = [:]
    private var count = 0

    mutating func check(
        _ outputs: [BatcherOutput], _ bench: Bench, _ load: RandomLoad, at now: Instant
    ) {
        if let last = load.open.last, arrivals[last.id] == nil {
            count += 1
            arrivals[last.id] = count
        }
        var resolved: Set<RequestID> = []
        for output in outputs {
            switch output {
            case .resolve(let id, let resolution):
                require(load.stream(of: id) != nil && resolved.insert(id).inserted, "ends once")
                ends.insert(resolution)
                if resolution == .answered { deliver(id, load) }
                arrivals[id] = nil
            case .dispatch(_, let number):
                batches += 1
                require(number.value > self.number, "batch numbers grow")
                self.number = number.value
            case .pace, .suspect, .trust, .strayResult, .dismiss: break
            }
        }
        for batch in bench.batches {
            check(batch, resolved, bench, load, at: now)
        }
    }
    /// Plans of a stream come in the order of its captures.
    private mutating func deliver(_ id: RequestID, _ load: RandomLoad) {
        guard let stream = load.stream(of: id), let arrival = arrivals[id] else { return }
        require(answered[stream] ?? 0 < arrival, "plans come in order")
        answered[stream] = arrival
    }
    private mutating func check(
        _ batch: (slot: Int, members: [RequestID]), _ resolved: Set<RequestID>, _ bench: Bench,
        _ load: RandomLoad, at now: Instant
    ) {
        let slot = WorkerSlot(batch.slot)
        guard let model = bench.batcher.model(of: slot) else { return require(false, "a model") }
        let time = bench.batcher.expectedTime(of: slot, model, batch: batch.members.count)
        guard let time else { return require(false, "a batch is no larger than its worker takes") }
        require(Set(batch.members).count == batch.members.count, "no member twice")
        for member in batch.members {
            guard let request = load.open.first(where: { $0.id == member }) else {
                return require(false, "a member is open")
            }
            require(!resolved.contains(member), "a member is not over")
            let stream = bench.batcher.streams[request.stream.index]
            require(Int(stream.model) == model.index, "a batch is of one model")
            let slack =
                Int64(clamping: request.deadline.nanoseconds)
                - Int64(clamping: now.nanoseconds) - time.nanoseconds
            let odds = bench.batcher.networks[Int(stream.network)].odds(slack)
            require(odds >= SchedulingPolicy.hopelessOdds, "never runs what is hopeless")
        }
    }
    mutating func checkCounts(_ bench: Bench, _ load: RandomLoad) {
        let counts = bench.batcher.counts
        require(counts.isBalanced, "balanced")
        require(counts.queued + counts.running == load.open.count, "open as the book says")
        let waiting = load.open.filter { bench.batcher.isWaiting($0.id) }
        require(waiting.count == counts.queued, "waits as the book says")
        require(
            Set(waiting.map(\.stream)).count == waiting.count, "one of a stream waits at most")
        if let wakeup = bench.batcher.wakeup { require(wakeup > load.now, "no timer is due") }
        for model in bench.batcher.models.indices { checkWait(model, bench.batcher, load.now) }
    }
    /// A free worker and what it could do in time wait for no longer than the rule says.
    private mutating func checkWait(_ model: Int, _ batcher: Batcher, _ now: Instant) {
        let state = batcher.models[model]
        let isUseful = batcher.workers.indices.contains { worker in
            guard batcher.workers[worker]?.takesWork ?? false, batcher.runs(worker, model) else {
                return false
            }
            let end = Int64(now.nanoseconds) + batcher.time(worker, model, 1)
            return (0..<state.queue.count).contains { place in
                let entry = state.queue[place]
                let slack = Int64(clamping: entry.deadline) - end
                return batcher.networks[Int(entry.network)].odds(slack)
                    >= SchedulingPolicy.hopelessOdds
            }
        }
        guard isUseful else { return }
        guard let end = state.waitEnd else { return require(false, "what waits has an end") }
        require(batcher.wakeup ?? .distantFuture <= end, "and the batcher wakes for it")
        let slot = batcher.pacer.grids[model].map { Int64($0.period) } ?? 0
        let longest =
            SchedulingPolicy.waitFactor * Int64(state.floor) * 1_000_000_000
            / max(state.rate, 1)
        // The rate may have grown since the wait began.
        require((end - now).nanoseconds <= max(longest, slot, 2_000_000_000), "bounded")
    }
    private mutating func require(_ condition: Bool, _ what: String) {
        if !condition, fault == nil { fault = what }
    }
}

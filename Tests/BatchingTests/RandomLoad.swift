import Randomness
import Timekeeping

@testable import Batching

/// A random cell: workers that come, go, hang and lie, streams of two tenants and two models with
/// clocks that lie, results that do not fit. One input after another, by what the bench holds.
struct RandomLoad {
    static let workers = 4
    static let streams = 48

    let configuration: BatcherConfiguration
    private(set) var random: RandomStream
    private(set) var now = Instant.milliseconds(1)
    private var joined = [Bool](repeating: false, count: workers)
    private var profiles: [StreamProfile?] = Array(repeating: nil, count: streams)
    /// Requests not resolved, in order of arrival.
    private(set) var open: [Request] = []
    private let period: Interval?

    init(_ random: RandomStream, period: Interval? = nil) {
        self.random = random
        self.period = period
        configuration = .test(
            queueLimit: 24, workerLimit: Self.workers, streamLimit: Self.streams, models: 2,
            tenants: [1, 2])
    }

    /// What happens next, and when: the batcher's own wakeup if that is sooner, or a little later.
    mutating func next(_ bench: inout Bench) -> (input: BatcherInput, at: Instant) {
        // Every third second is a rush.
        let isRush = now.nanoseconds / 1_000_000_000 % 3 == 0
        let pause = random.chance(0.01) ? 200_000 : isRush ? 300 : 4_000
        let then = now + .microseconds(Int64(random.integer(in: 0..<pause)))
        if let due = bench.batcher.wakeup, due <= then {
            // A shell is late now and then.
            now = max(now, random.chance(0.1) ? then : due)
            return (.wake, now)
        }
        now = then
        return (input(&bench), now)
    }
    /// Forgets what was resolved and the workers that were dismissed.
    mutating func note(_ outputs: [BatcherOutput]) {
        for output in outputs {
            switch output {
            case .resolve(let id, _): open.removeAll { $0.id == id }
            case .dismiss(let slot): joined[slot.index] = false
            case .dispatch, .pace, .suspect, .trust, .strayResult: break
            }
        }
    }
    func stream(of id: RequestID) -> Int? { open.first { $0.id == id }?.stream.index }

    private mutating func input(_ bench: inout Bench) -> BatcherInput {
        let slot = WorkerSlot(random.integer(in: 0..<Self.workers))
        switch random.integer(in: 0..<100) {
        case 0..<2: return joined[slot.index] ? leave(slot) : join(slot)
        case 2: return random.chance(0.2) ? .workerDraining(slot) : .wake
        case 3..<5:
            return .downlinkMeasured(
                NetworkClass(random.integer(in: 0..<NetworkClass.count)),
                .microseconds(Int64(random.integer(in: -500..<30_000))))
        case 5: return withdrawal()
        case 6..<8: return toggle()
        case 8..<20: return result(slot, bench)
        case 20: return .wake
        default: return arrival(&bench)
        }
    }
    private mutating func leave(_ slot: WorkerSlot) -> BatcherInput {
        joined[slot.index] = false
        return .workerLost(slot)
    }
    private mutating func join(_ slot: WorkerSlot) -> BatcherInput {
        joined[slot.index] = true
        let models = (0..<2).filter { _ in random.chance(0.7) }.map { model in
            var time = Int64(random.integer(in: 1..<15))
            let times = (0..<random.integer(in: 0..<6)).map { _ in
                time += Int64(random.integer(in: -1..<3))
                return time
            }
            return WorkerProfile.Model.test(
                model, limit: random.integer(in: 1..<12), times: times)
        }
        let fallback = [WorkerProfile.Model.test(0, limit: 3, times: [6, 7, 8])]
        return .workerJoined(
            slot,
            WorkerProfile(
                models: models.isEmpty ? fallback : models, isOnProbation: random.chance(0.3)))
    }
    /// Streams open, close, and change what they ask while nothing of them waits.
    private mutating func toggle() -> BatcherInput {
        let slot = random.integer(in: 0..<Self.streams)
        if profiles[slot] != nil, random.chance(0.3) {
            profiles[slot] = nil
            return .streamClosed(StreamSlot(slot))
        }
        var profile = StreamProfile.test(
            model: random.integer(in: 0..<2),
            RequestClass(rawValue: random.integer(in: 0..<3)) ?? .ordinary,
            network: random.integer(in: 0..<4), tenant: random.integer(in: 0..<2),
            period: period)
        if let old = profiles[slot], open.contains(where: { $0.stream.index == slot }) {
            profile.network = old.network
            profile.model = random.chance(0.5) ? profile.model : old.model
            if profile.model != old.model { return .wake }
        }
        profiles[slot] = profile
        return .streamOpened(StreamSlot(slot), profile)
    }
    private mutating func withdrawal() -> BatcherInput {
        guard !open.isEmpty else { return .withdrawn(RequestID(slot: 900, generation: 9)) }
        return .withdrawn(open[random.integer(in: 0..<open.count)].id)
    }
    private mutating func arrival(_ bench: inout Bench) -> BatcherInput {
        let slot = random.integer(in: 0..<Self.streams)
        guard profiles[slot] != nil else { return toggle() }
        var capture = now - .microseconds(Int64(random.integer(in: 0..<40_000)))
        var deadline = capture + .milliseconds(Int64(random.integer(in: 10..<120)))
        if random.chance(0.02) { capture = random.chance(0.5) ? .distantFuture : .origin }
        if random.chance(0.02) { deadline = random.chance(0.5) ? .distantFuture : .origin }
        let request = Request(
            id: bench.newName(), stream: StreamSlot(slot), capture: capture, deadline: deadline)
        open.append(request)
        return .arrived(request)
    }
    /// A worker's result, in one of ten cases one that does not fit.
    private mutating func result(_ slot: WorkerSlot, _ bench: Bench) -> BatcherInput {
        let members = bench.members(slot.index)
        guard let number = bench.batcher.batch(of: slot), random.chance(0.95) else {
            return .finished(slot, BatchNumber(UInt64(random.integer(in: 0..<50))))
        }
        guard random.chance(0.4) else { return .finished(slot, number) }
        let statuses: [MemberStatus] = [.answered, .answered, .malformed, .expired, .failed]
        var results = members.map {
            FinishedMember(request: $0, status: statuses[random.integer(in: 0..<5)])
        }
        switch random.integer(in: 0..<10) {
        case 0: results.removeLast()
        case 1: results.append(results[0])
        case 2: results.reverse()
        case 3: results[0].request = RequestID(slot: 7, generation: 7)
        default: break
        }
        return .finishedInPart(slot, number, results)
    }
}

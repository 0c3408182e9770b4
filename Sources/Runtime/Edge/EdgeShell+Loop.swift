import EdgeCore
import Failsafe
import SansIO
import Timekeeping
import Wire
import ZeroMQ

/// The turns of the loop: act, wait, listen.
extension EdgeShell {
    /// Starts the grid of ticks and looks for the cloud.
    func begin() {
        began = clock.now()
        schedule = TickSchedule(period: configuration.machine.tickPeriod, first: began)
        if configuration.recordsDecisions {
            report(.began(began, configuration.machine, configuration.random))
        }
        feed(.start)
    }
    /// Does what is due now: the tick, the core's wake-up, the end; false once the drive is over.
    func act() -> Bool {
        guard refusal == nil, startFailure == nil, continues(at: clock.now()) else { return false }
        let now = clock.now()
        if now >= schedule.next {
            lateness = schedule.make(at: now)
            lookAtActuators()
            obeyOperator()
            feed(.tick(sensor.odometry()))
            configuration.pulse?.beat()
        }
        if let wakeup = machine.wakeup, clock.now() >= wakeup { feed(.wake) }
        handOver()
        return true
    }

    /// Tells the core when the actuators begin or end to refuse commands.
    private func lookAtActuators() {
        guard actuator.isRefusing != actuatorsRefuse else { return }
        actuatorsRefuse.toggle()
        feed(.actuators(refuse: actuatorsRefuse))
    }
    /// What an operator at the machine says counts from this tick on; once the drive is to end,
    /// nobody arms it any more.
    private func obeyOperator() {
        for command in sensor.takeOperatorCommands() {
            if case .driving = phase {} else if command == .arm { continue }
            feed(.operatorCommand(command))
        }
    }
    private func continues(at now: Instant) -> Bool {
        let glimpse = glimpse()
        switch phase {
        case .driving:
            if let glimpse, isRoadEnding(glimpse) {
                stop(.roadEnd, at: now)
            } else if shutdown.isRequested {
                stop(.asked, at: now)
            } else if configuration.duration.map({ now - began >= $0 }) ?? false {
                stop(.duration, at: now)
            }
            return true
        case .stopping(let end):
            isStanding = machine.state == .minimalRiskCondition || machine.state == .standby
            // A simulated world ends with its road: beyond it there is nothing left to stop on.
            if isStanding || glimpse?.isFinished == true || now >= end { leave(at: now) }
            return true
        case .leaving(let end): return now < end
        }
    }
    /// Whether what is left of a simulated road is only just enough for a comfortable stop.
    private func isRoadEnding(_ glimpse: DriveGlimpse) -> Bool {
        let stop = configuration.machine.failsafe.comfortableStop
        return glimpse.remaining <= stop.metres(from: max(glimpse.speed, 0)) + Limits.roadEndMargin
    }
    /// Begins the operator's stop: the failsafe brings the car to a stand and holds it there, along
    /// the cloud's plans where those drive, else along the local policy's; the session goes on
    /// until then.
    private func stop(_ cause: DriveEnding, at now: Instant) {
        ending = cause
        phase = .stopping(until: now + Limits.lastStop)
        feed(.operatorCommand(.disarm))
    }
    private func leave(at now: Instant) {
        phase = .leaving(until: now + Limits.farewell)
        backlog.end()
        feed(.shutdown)
    }

    /// Gives other threads what this turn has for them, as far as that needs no waiting.
    private func handOver() {
        startCompute()
        // A socket that is about to be closed must not be polled any more.
        pollLink()
        opener.hand(over: &linkWishes)
        backlog.handOver(to: records)
    }
    private func pollLink() {
        let wanted = links.polled
        guard polled != wanted else { return }
        polled = wanted
        var sources = [Poller.Source.descriptor(doorbell.fileDescriptor)]
        for place in links.places {
            if let source = links.source(place) { sources.append(source) }
        }
        poller.setSources(sources)
    }

    /// Waits for the socket, the mailboxes, the next tick or the core's wake-up, whichever is
    /// first.
    func wait() {
        pollLink()
        var next = min(schedule.next, machine.wakeup ?? .distantFuture)
        if isComputeBusy { next = min(next, clock.now() + Limits.retry) }
        let milliseconds = WaitBudget.milliseconds(
            from: clock.now(), to: [next], limit: Limits.turnMilliseconds)
        do throws(ZeroMQError) {
            guard try poller.wait(milliseconds: milliseconds) == 0 else { return }
        } catch {
            for place in links.places where links.source(place) != nil {
                fail(error, on: links.number(place))
            }
            // A poller that fails at once must not make the loop spin.
            return MonotonicClock.sleep(until: min(next, clock.now() + Limits.retry))
        }
        // What is left of the last millisecond is slept exactly, which `poll` cannot.
        if next - clock.now() < .milliseconds(1) { MonotonicClock.sleep(until: next) }
    }

    /// Takes in what other threads and the cloud have said.
    func listen() {
        doorbell.clear()
        // A mailbox that another thread is at is left for later: that thread rings when it is done.
        if answers.takeAllIfFree(into: &taken.answers) {
            for answer in taken.answers { take(answer) }
        }
        if signals.takeAllIfFree(into: &taken.signals) {
            for signal in taken.signals { take(signal) }
        }
        if opener.openings.takeAllIfFree(into: &taken.openings) {
            for opening in taken.openings { take(opening) }
            // The sockets are the link's now.
            taken.openings.removeAll(keepingCapacity: true)
        }
        readSockets()
    }
    private func readSockets() {
        // What the poller said is of these sockets and no others.
        guard let polled, polled == links.polled else { return }
        var source = 0
        for place in links.places where polled[place].isThere {
            source += 1
            // What the first one said may have closed the second, or put another in its place.
            guard links.polled[place] == polled[place] else { continue }
            read(place, isReady: poller.isReady(source))
        }
    }
    private func read(_ place: Int, isReady: Bool) {
        if links.isOpening(place) {
            guard isReady, let number = links.noteOpened(place) else { return }
            return feed(.connectionOpened(number))
        }
        for _ in 0..<Limits.receiveBurst {
            // A due tick comes first, whatever a peer sends.
            guard clock.now() < schedule.next, let frame = receive(place) else { return }
            if case .failure(let error) = frame, let refuse = Refuse(of: error) {
                consider(refuse, by: links.endpoint(place))
            }
            feed(input(for: frame))
        }
    }
    private func receive(_ place: Int) -> Result<IncomingFrame, DecodeError>? {
        do throws(ZeroMQError) {
            return try links.receive(place)
        } catch {
            fail(error, on: links.number(place))
            return nil
        }
    }
}

import Runtime
import Testing
import Timekeeping

@testable import tombolo

@Suite struct RealCaseTests {
    @Test func `one seed is one case, and seeds in a row have every fault at every place`() {
        let count = UInt64(RealFault.all.count)
        let cases = (0..<count).map { RealCase(seed: $0) }
        #expect(Set(cases.map(\.fault)) == Set(RealFault.all))
        #expect(cases == (0..<count).map { RealCase(seed: $0) })
        for kind in RealFault.Kind.allCases {
            #expect(!kind.places.isEmpty)
            #expect(Set(RealFault.all.filter { $0.kind == kind }.map(\.place)) == Set(kind.places))
        }
    }
    @Test func `faults last for longer than the failsafe waits, and for shorter`() {
        let lengths = (0..<200).map { RealCase(seed: $0).length.milliseconds }
        #expect(lengths.allSatisfy { (200...20_000).contains($0) })
        #expect(lengths.contains { $0 < 500 } && lengths.contains { $0 > 10_000 })
    }
    @Test func `a process must live, end in order, and account for everything`() {
        var end = RealPeerRules.End(
            place: .car, name: "car", ending: .status(0),
            account: "ended standing=true balanced=true")
        #expect(RealPeerRules.findings(end) == [])
        end.account = "ended standing=true balanced=false"
        #expect(RealPeerRules.findings(end).map(\.rule) == [.accounts])
        end.account = "ended standing=false balanced=true"
        #expect(RealPeerRules.findings(end).map(\.rule) == [.safety])
        end.account = nil
        #expect(RealPeerRules.findings(end).map(\.rule) == [.processes])
        end.isHeard = false
        #expect(RealPeerRules.findings(end) == [])
        for ending: RealPeerRules.End in [
            .init(place: .car, name: "car", ending: .signal(11)),
            .init(place: .car, name: "car", ending: .status(70)),
            .init(place: .car, name: "car", ending: nil),
            .init(place: .car, name: "car", ending: .status(0), isKilled: true),
        ] {
            #expect(RealPeerRules.findings(ending).map(\.rule) == [.processes])
        }
        let machine = "ended standing=true collisions=0 off_road_ms=0"
        end = .init(place: .machine, name: "machine", ending: .status(0), account: machine)
        #expect(RealPeerRules.findings(end) == [])
        for mishap in ["collisions", "off_road_ms"] {
            end.account = machine.replacing(mishap + "=0", with: mishap + "=1")
            #expect(RealPeerRules.findings(end).map(\.rule) == [.safety])
        }
        let killed = RealPeerRules.End(place: .car, name: "car", ending: .signal(9), isKilled: true)
        #expect(RealPeerRules.findings(killed) == [])
    }
    @Test func `a coordinator's log says how many cars have a session`() {
        let log = RealLog(lines: [
            "time=1 level=info component=coordinator event=device.opened name=car-1 peer=1",
            "time=2 level=info component=coordinator event=device.opened name=car-1 peer=2",
            "time=3 level=info component=coordinator event=device.closed name=car-1 peer=1",
            "time=4 level=notice component=coordinator event=ended arrivals=3 balanced=true",
        ])
        #expect(log.devices == 1)
        #expect(log.last("ended")?.hasSuffix("balanced=true") == true)
        #expect(log.last("drained") == nil)
    }
}

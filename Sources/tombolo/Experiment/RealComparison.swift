import Simulation

/// A drive through real processes beside the one in virtual time of the same world and link.
struct RealComparison: Codable {
    /// How far the two may differ: the real one's times are the machine's, and each link draws its
    /// own chances.
    enum Tolerance {
        /// Of the average speed, and as many metres per second at least.
        static let speedShare = 0.1
        static let speed = 0.4
        /// Of each driver's share of the time.
        static let share = 0.1
    }
    let link: String
    let scenario: String
    let seed: UInt64
    let virtual: CellMeasures
    let real: CellMeasures
    /// What is further apart than it may be; empty if the two agree.
    let differences: [String]

    /// Compares two drives.
    init(link: String, virtual: DriveMeasures, real: DriveMeasures) {
        self.link = link
        scenario = virtual.scenario
        seed = virtual.seed
        self.virtual = CellMeasures([virtual])
        self.real = CellMeasures([real])
        differences = Self.differences(self.virtual, self.real)
    }

    private static func differences(_ virtual: CellMeasures, _ real: CellMeasures) -> [String] {
        var found: [String] = []
        if virtual.isClean != real.isClean { found.append("one was clean, the other not") }
        if virtual.endedLatched != real.endedLatched {
            found.append("one ended latched, the other not")
        }
        let allowed = max(Tolerance.speed, Tolerance.speedShare * virtual.averageSpeed)
        if abs(virtual.averageSpeed - real.averageSpeed) > allowed { found.append("speed") }
        let names = (virtual.drivers + real.drivers).map(\.name)
        for (place, name) in names.enumerated() where names.firstIndex(of: name) == place {
            func share(_ cell: CellMeasures) -> Double {
                cell.drivers.first { $0.name == name }?.share ?? 0
            }
            if abs(share(virtual) - share(real)) > Tolerance.share {
                found.append("share of \(DriverName.text(name))")
            }
        }
        return found
    }
}

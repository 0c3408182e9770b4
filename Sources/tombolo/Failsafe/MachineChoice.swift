import ArgumentParser
import Failsafe

/// A class of machines, as a command line says it.
enum MachineChoice: String, ExpressibleByArgument, CaseIterable {
    /// An arm that is bolted down.
    case arm
    /// A robot on wheels or legs.
    case mobileRobot = "mobile-robot"
    /// A car in a town.
    case car

    /// The same as the failsafe says it.
    var machine: MachineClass {
        switch self {
        case .arm: .arm
        case .mobileRobot: .mobileRobot
        case .car: .car
        }
    }
}

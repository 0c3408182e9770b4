import LinkFiles
import Randomness
import Timekeeping

@testable import Emulator

/// Whether this machine lets this user emulate.
enum Emulating {
    static let isPossible: Bool = {
        let scenario = LinkScenario(
            name: "trial", about: "", seed: Seed(1), duration: .seconds(1), profile: .perfect,
            events: [])
        do throws(EmulatorError) {
            let far = try NetworkNamespace()
            try LinkEmulator(EmulatorConfiguration(scenario: scenario, far: far)).close()
            return true
        } catch {
            return false
        }
    }()
}

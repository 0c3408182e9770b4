import ArgumentParser
import Worlds

/// The scenarios, a line each.
struct WorldList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the scenarios.")

    func run() {
        for scenario in Scenario.all {
            let name = scenario.name
            print(name + String(repeating: " ", count: max(1, 18 - name.count)) + scenario.summary)
        }
    }
}

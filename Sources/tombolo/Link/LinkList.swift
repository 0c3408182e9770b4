import ArgumentParser
import LinkFiles
import Runtime

/// The ready-made profiles and scenarios, a line each.
struct LinkList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the ready-made profiles and scenarios.")

    func run() {
        let profiles = LinkProfile.all.map { ($0.name, $0.about) }
        let scenarios = LinkScenario.names.compactMap { LinkScenario.named($0) }
            .map { ($0.name, $0.about) }
        let width = (profiles + scenarios).map(\.0.count).max() ?? 0
        for (heading, entries) in [("profiles", profiles), ("scenarios", scenarios)] {
            Console.print(heading)
            for (name, about) in entries {
                let space = String(repeating: " ", count: width - name.count + 2)
                Console.print("  \(name)\(space)\(about)")
            }
        }
    }
}

public import Randomness

/// A named kind of drive; a seed makes a world of it.
public struct Scenario: Hashable, Sendable {
    /// What it is called on a command line.
    public let name: String
    /// One line on what is met there.
    public let summary: String
    let recipe: Recipe

    /// Every scenario, `mixed` last.
    public static let all: [Scenario] = Recipe.named.map {
        Scenario(name: $0.name, summary: $0.summary, recipe: $0.recipe)
    }

    /// The scenario called `name`, if there is one.
    public static func named(_ name: String) -> Scenario? {
        all.first { $0.name == name }
    }

    /// The world of this scenario and `seed`, before its first step.
    public func world(seed: Seed) -> World {
        let drawn = recipe.settled(seed: seed)
        let road = drawn.road(seed: seed)
        let environment = drawn.weather.environment(seed: seed)
        let layout = Layout(recipe: drawn, road: road, seed: seed)
        return World(
            scenario: name, seed: seed, road: road, environment: environment, start: layout.start,
            startSpeed: layout.startSpeed, actors: layout.actors)
    }
}

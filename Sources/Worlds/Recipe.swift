import Motion
import Randomness

/// What a scenario's worlds are drawn from.
struct Recipe: Hashable, Sendable {
    /// How many lanes a road may have.
    var laneCounts: ClosedRange<Int>
    /// Radii of the curves, metres; not below 45.
    var radii: ClosedRange<Double>
    /// Lengths of the straights, metres.
    var straights: ClosedRange<Double>
    /// Metres from the end of one encounter to the beginning of the next.
    var spacing: ClosedRange<Double>
    var weather: Weather
    /// What may be met; one listed twice is met twice as often.
    var encounters: [Encounter]
    /// True if each world takes the encounters and the weather of another recipe.
    var isMixed = false

    /// The recipe a world of `seed` is really drawn from.
    func settled(seed: Seed) -> Recipe {
        guard isMixed else { return self }
        var draw = seed.stream("recipe")
        var chosen = Recipe.plain[draw.integer(in: 0..<Recipe.plain.count)].recipe
        if draw.chance(0.4) {
            chosen.weather = Weather.allCases[draw.integer(in: 0..<Weather.allCases.count)]
        }
        return chosen
    }

    /// A road of this recipe: straights and arcs by turns, never more than 1.1 rad from its first
    /// direction, so that it cannot meet itself.
    func road(seed: Seed) -> Road {
        var draw = seed.stream("road")
        let lanes = draw.integer(in: laneCounts.lowerBound..<(laneCounts.upperBound + 1))
        var stretches = [(length: draw.uniform(40, 70), curvature: 0.0)]
        var (length, heading) = (stretches[0].length, 0.0)
        while length < Limits.roadLength {
            let radius = draw.uniform(radii.lowerBound, radii.upperBound)
            let turn = min(draw.uniform(0.25, 0.9), 110 / radius)
            let isLeft = abs(heading) + turn > 1.1 ? heading < 0 : draw.chance(0.5)
            stretches.append((turn * radius, (isLeft ? 1 : -1) / radius))
            heading += isLeft ? turn : -turn
            length += turn * radius
            if draw.chance(0.75) {
                let straight = draw.uniform(straights.lowerBound, straights.upperBound)
                stretches.append((straight, 0))
                length += straight
            }
        }
        return Road(start: .identity, laneCount: lanes, stretches: stretches)
    }
}

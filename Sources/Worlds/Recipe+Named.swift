/// The recipes behind the scenarios.
extension Recipe {
    /// Every recipe by the scenario's name.
    static let named: [(name: String, summary: String, recipe: Recipe)] =
        plain + [("mixed", "any of the others, drawn by the seed", mixed)]

    /// The recipes that are what they are.
    static let plain: [(name: String, summary: String, recipe: Recipe)] = [
        ("country-road", "curves, and little else on the road", countryRoad),
        ("town", "a bit of everything", town),
        ("slow-traffic", "vehicles slower than the car, in every lane", slowTraffic),
        ("roadworks", "cones, barriers and standing vehicles", roadworks),
        ("crossing", "pedestrians who wait and who cross", crossing),
        ("near-collision", "cut-ins, sudden stops and late step-outs", nearCollision),
        ("rain", "a town in the rain", with(town, .rain)),
        ("fog", "a town in fog", with(town, .fog)),
        ("night", "a town by headlight", with(town, .night)),
    ]

    private static let countryRoad = Recipe(
        laneCounts: 2...2, radii: 45...140, straights: 20...70, spacing: 100...170, weather: .mild,
        encounters: [.slowVehicle, .parkedCar, .stoppedVehicle, .obstacle, .bystanders])
    private static let town = Recipe(
        laneCounts: 2...3, radii: 50...180, straights: 40...110, spacing: 55...110, weather: .mild,
        encounters: [
            .slowVehicle, .slowVehicle, .slowGroup, .parkedCar, .parkedCar, .stoppedVehicle,
            .roadworks, .obstacle, .bystanders, .crossing, .crossing, .stepOut, .suddenStop, .cutIn,
        ])
    private static let slowTraffic = Recipe(
        laneCounts: 2...3, radii: 60...200, straights: 40...110, spacing: 60...110, weather: .mild,
        encounters: [.slowVehicle, .slowVehicle, .slowGroup, .slowGroup, .suddenStop, .cutIn])
    private static let roadworks = Recipe(
        laneCounts: 2...3, radii: 60...200, straights: 40...110, spacing: 55...110, weather: .mild,
        encounters: [.roadworks, .roadworks, .roadworks, .obstacle, .stoppedVehicle, .parkedCar])
    private static let crossing = Recipe(
        laneCounts: 2...3, radii: 60...200, straights: 40...110, spacing: 55...110, weather: .mild,
        encounters: [.crossing, .crossing, .crossing, .bystanders, .stepOut, .parkedCar])
    private static let nearCollision = Recipe(
        laneCounts: 2...3, radii: 60...200, straights: 40...110, spacing: 65...110, weather: .mild,
        encounters: [.cutIn, .cutIn, .suddenStop, .suddenStop, .stepOut, .stepOut, .stoppedVehicle])
    private static let mixed: Recipe = {
        var recipe = town
        recipe.isMixed = true
        return recipe
    }()

    private static func with(_ recipe: Recipe, _ weather: Weather) -> Recipe {
        var changed = recipe
        changed.weather = weather
        return changed
    }
}

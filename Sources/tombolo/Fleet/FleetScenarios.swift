/// The ready-made scenarios of `Deploy/scenarios`, compiled in.
enum FleetScenarios {
    private static let all: KeyValuePairs<String, [UInt8]> = [
        "city-cars": PackageResources.city_cars_json,
        "factory-robots": PackageResources.factory_robots_json,
        "mixed-classes": PackageResources.mixed_classes_json,
        "worker-dies": PackageResources.worker_dies_json,
        "reconnect-storm": PackageResources.reconnect_storm_json,
        "two-models": PackageResources.two_models_json,
        "tiny-cell": PackageResources.tiny_cell_json,
        "hundred-thousand": PackageResources.hundred_thousand_json,
    ]
    /// Their names.
    static let names = all.map(\.key)

    /// The text of the one called `name`, or nil.
    static func named(_ name: String) -> [UInt8]? { all.first { $0.key == name }?.value }
}

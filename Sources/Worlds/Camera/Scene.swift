import Motion

/// Everything that stands up from the ground within the camera's range.
struct Scene {
    private let world: World
    private let lens: Pose
    private let light: Lighting
    private var solids: [Solid] = []

    init(world: World, lens: Pose, light: Lighting) {
        self.world = world
        self.lens = lens
        self.light = light
    }

    /// Finds what is in range: trees beside the road, then actors.
    mutating func collect() {
        let here = world.egoRoadPosition.s
        collectTrees(from: here - 5, to: here + 90)
        for actor in world.actors
        where actor.s > here - 12 && actor.s < here + Limits.cameraRange - 10 {
            let pose = lens.relative(actor.pose(on: world.road))
            guard pose.x > -4, pose.x < Limits.cameraRange - 10 else { continue }
            solids.append(Appearance.solid(of: actor, at: pose, light: light))
        }
    }
    /// What was found, the farthest first.
    func ordered() -> [Solid] {
        func distance(_ pose: Pose) -> Double { pose.x * pose.x + pose.y * pose.y }
        return solids.sorted { distance($0.pose) > distance($1.pose) }
    }

    /// A tree or none for each side of each twelve metres of road, by hash.
    private mutating func collectTrees(from low: Double, to high: Double) {
        let seed = world.environment.textureSeed &+ 11
        for cell in Int((low / 12).rounded(.down))...Int((high / 12).rounded(.down)) {
            for side in [-1.0, 1.0] {
                let index = Int32(truncatingIfNeeded: cell)
                let chance = Texture.grain(index, side > 0 ? 1 : 2, seed: seed)
                guard chance < 0.45 else { continue }
                let away = Double(Texture.grain(index, side > 0 ? 3 : 4, seed: seed))
                let offset = side * (world.road.leftEdge + 4.5 + 9 * away)
                let place = RoadPosition(s: Double(cell) * 12 + 6, offset: offset, heading: 0)
                let pose = lens.relative(world.road.pose(at: place))
                guard pose.x > 2 else { continue }
                solids.append(Appearance.tree(at: pose, size: 2.6 + chance * 4))
            }
        }
    }
}

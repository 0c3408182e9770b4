import Motion

/// What things look like: boxes and colours for each kind of actor.
enum Appearance {
    /// The boxes of an actor whose middle stands at `pose` in the lens's frame.
    static func solid(of actor: Actor, at pose: Pose, light: Lighting) -> Solid {
        switch actor.kind {
        case .car, .parkedCar: car(actor, pose, light)
        case .van: van(actor, pose, light)
        case .pedestrian: pedestrian(actor, pose)
        case .cone: cone(actor, pose)
        case .barrier: barrier(actor, pose)
        }
    }
    /// A tree of a given height, metres.
    static func tree(at pose: Pose, size: Float) -> Solid {
        var solid = Solid(pose: Pose(x: pose.x, y: pose.y, heading: 0))
        solid.boxes = [
            Solid.Box(
                ahead: -0.15...0.15, left: -0.15...0.15, up: 0...(size * 0.4),
                tone: Tone(92, 72, 52)),
            Solid.Box(
                ahead: -(size * 0.28)...(size * 0.28), left: -(size * 0.28)...(size * 0.28),
                up: (size * 0.34)...size, tone: Tone(58, 94, 46)),
        ]
        return solid
    }

    private static func car(_ actor: Actor, _ pose: Pose, _ light: Lighting) -> Solid {
        let paint = Tone(actor.colour)
        let (half, side) = (Float(actor.length) / 2, Float(actor.width) / 2)
        let (waist, roof) = (Float(actor.height) * 0.58, Float(actor.height))
        var solid = Solid(pose: pose)
        solid.shadow = (half + 0.15, side + 0.15)
        solid.boxes = wheels(half, side)
        solid.boxes += [
            Solid.Box(ahead: -half...half, left: -side...side, up: 0.24...waist, tone: paint),
            Solid.Box(
                ahead: (-half * 0.75)...(half * 0.4), left: (-side * 0.88)...(side * 0.88),
                up: waist...(roof - 0.08), tone: Tone(38, 46, 56)),
            Solid.Box(
                ahead: (-half * 0.68)...(half * 0.25), left: (-side * 0.84)...(side * 0.84),
                up: (roof - 0.08)...roof, tone: paint.scaled(1.05)),
        ]
        solid.boxes += lamps(half, side, up: waist * 0.68, light)
        return solid
    }
    private static func van(_ actor: Actor, _ pose: Pose, _ light: Lighting) -> Solid {
        let paint = Tone(actor.colour)
        let (half, side) = (Float(actor.length) / 2, Float(actor.width) / 2)
        let roof = Float(actor.height)
        var solid = Solid(pose: pose)
        solid.shadow = (half + 0.15, side + 0.15)
        solid.boxes = wheels(half, side)
        solid.boxes += [
            Solid.Box(ahead: -half...half, left: -side...side, up: 0.3...roof, tone: paint),
            Solid.Box(
                ahead: (-half - 0.02)...(-half), left: (-side * 0.8)...(side * 0.8),
                up: (roof * 0.6)...(roof * 0.88), tone: Tone(42, 50, 60)),
        ]
        solid.boxes += lamps(half, side, up: 0.75, light)
        return solid
    }
    private static func wheels(_ half: Float, _ side: Float) -> [Solid.Box] {
        [-half * 0.62, half * 0.62].map { middle in
            Solid.Box(
                ahead: (middle - 0.32)...(middle + 0.32), left: (-side - 0.01)...(side + 0.01),
                up: 0...0.62, tone: Tone(22, 22, 24))
        }
    }
    /// Two tail lamps, brighter the darker it is.
    private static func lamps(
        _ half: Float, _ side: Float, up: Float, _ light: Lighting
    ) -> [Solid.Box] {
        let back = (-half - 0.03)...(-half)
        let red = Tone(225, 34, 28)
        return [(-side * 0.95)...(-side * 0.6), (side * 0.6)...(side * 0.95)].map {
            Solid.Box(
                ahead: back, left: $0, up: (up - 0.1)...(up + 0.12), tone: red, glows: true)
        }
    }
    private static func pedestrian(_ actor: Actor, _ pose: Pose) -> Solid {
        let side = Float(actor.width) / 2
        let height = Float(actor.height)
        var solid = Solid(pose: pose)
        solid.shadow = (side, side)
        solid.boxes = [
            Solid.Box(
                ahead: (-side * 0.6)...(side * 0.6), left: (-side * 0.7)...(side * 0.7),
                up: 0...(height * 0.46), tone: Tone(44, 46, 66)),
            Solid.Box(
                ahead: (-side * 0.8)...(side * 0.8), left: -side...side,
                up: (height * 0.46)...(height * 0.84), tone: Tone(actor.colour)),
            Solid.Box(
                ahead: (-side * 0.5)...(side * 0.5), left: (-side * 0.5)...(side * 0.5),
                up: (height * 0.84)...height, tone: Tone(214, 172, 142)),
        ]
        return solid
    }
    private static func cone(_ actor: Actor, _ pose: Pose) -> Solid {
        let side = Float(actor.width) / 2
        let height = Float(actor.height)
        let orange = Tone(actor.colour)
        var solid = Solid(pose: pose)
        solid.shadow = (side, side)
        for (low, high, wide, tone) in [
            (0, 0.08, 1, orange), (0.08, 0.4, 0.75, orange), (0.4, 0.65, 0.55, Tone(238, 238, 238)),
            (0.65, 1, 0.35, orange),
        ] as [(Float, Float, Float, Tone)] {
            solid.boxes.append(
                Solid.Box(
                    ahead: (-side * wide)...(side * wide), left: (-side * wide)...(side * wide),
                    up: (height * low)...(height * high), tone: tone))
        }
        return solid
    }
    /// A board in six stripes on two feet.
    private static func barrier(_ actor: Actor, _ pose: Pose) -> Solid {
        let (half, side) = (Float(actor.length) / 2, Float(actor.width) / 2)
        let height = Float(actor.height)
        var solid = Solid(pose: pose)
        solid.shadow = (half, side)
        for foot in [-side * 0.8, side * 0.8] {
            solid.boxes.append(
                Solid.Box(
                    ahead: -half...half, left: (foot - 0.06)...(foot + 0.06),
                    up: 0...(height * 0.4), tone: Tone(70, 70, 72)))
        }
        for stripe in 0..<6 {
            let low = -side + Float(stripe) * side / 3
            let tone = stripe.isMultiple(of: 2) ? Tone(214, 42, 36) : Tone(240, 240, 236)
            solid.boxes.append(
                Solid.Box(
                    ahead: (-half * 0.3)...(half * 0.3), left: low...(low + side / 3),
                    up: (height * 0.4)...height, tone: tone))
        }
        return solid
    }
}

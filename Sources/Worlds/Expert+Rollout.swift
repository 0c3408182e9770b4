import Motion

/// The expert's own future.
extension Expert {
    /// Lets an expert drive a copy of `world`, in which the others do what they will do, and notes
    /// where the car is every `period` steps of the world, `steps` times, as seen from where it is
    /// now. With 25 steps every 5 this is the plan a policy is taught.
    public static func rollout(
        world: World, style: DrivingStyle, steps: Int, every period: Int
    ) -> [PlanStep] {
        let expert = Expert(style: style)
        let origin = world.ego.pose
        var future = world
        var plan: [PlanStep] = []
        plan.reserveCapacity(steps)
        for _ in 0..<steps {
            for _ in 0..<period { future.step(expert.command(for: future)) }
            let pose = origin.relative(future.ego.pose)
            plan.append(
                PlanStep(x: pose.x, y: pose.y, heading: pose.heading, speed: future.ego.speed))
        }
        return plan
    }
}

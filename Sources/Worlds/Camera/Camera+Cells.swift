import Motion

/// Where in the picture there is something to mind.
extension Camera {
    /// Nearness of what stands in each cell of the picture, `[rows, columns]` row-major: 10 m over
    /// the distance of the nearest actor whose box falls into the cell, at most 2; zero for none.
    ///
    /// A label for training only: it tells a network where to look.
    public func cells(of world: World, rows: Int, columns: Int) -> [Float] {
        var cells = [Float](repeating: 0, count: rows * columns)
        let lens = Camera.pose(of: world)
        let here = world.egoRoadPosition.s
        let sight = world.environment.sightDistance
        for actor in world.actors where actor.s > here - 5 && actor.s < here + sight {
            let pose = lens.relative(actor.pose(on: world.road))
            guard let box = bounds(of: actor, at: pose) else { continue }
            let nearness = Float(min(10 / max(pose.x - actor.length / 2, 1), 2))
            let (cellWidth, cellHeight) = (width / columns, height / rows)
            for row in (box.top / cellHeight)...(box.bottom / cellHeight) {
                for column in (box.left / cellWidth)...(box.right / cellWidth) {
                    let index = min(row, rows - 1) * columns + min(column, columns - 1)
                    cells[index] = max(cells[index], nearness)
                }
            }
        }
        return cells
    }

    /// The pixels an actor's box spans, or nil if it is out of the picture.
    private func bounds(
        of actor: Actor, at pose: Pose
    ) -> (left: Int, right: Int, top: Int, bottom: Int)? {
        let half = actor.width / 2
        let ahead = max(pose.x - actor.length / 2 * Trigonometry.cosine(pose.heading), 0.5)
        guard pose.x > 0.5,
            let low = projected(ahead: ahead, left: pose.y - half, up: 0),
            let high = projected(ahead: ahead, left: pose.y + half, up: actor.height),
            low.column > 0, high.column < Double(width), low.row > 0, high.row < Double(height)
        else { return nil }
        func clamped(_ value: Double, _ count: Int) -> Int {
            Int(min(max(value, 0), Double(count - 1)))
        }
        return (
            clamped(high.column, width), clamped(low.column, width), clamped(high.row, height),
            clamped(low.row, height)
        )
    }
}

/// What a relay's connections want done, first in, first out, and what they count.
struct RelayEffects {
    var counts = RelayCounts()
    private var outputs: [RelayOutput] = []
    private var head = 0

    mutating func append(_ output: RelayOutput) { outputs.append(output) }
    mutating func popFirst() -> RelayOutput? {
        guard head < outputs.count else {
            outputs.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        head += 1
        return outputs[head - 1]
    }
}

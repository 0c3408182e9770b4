/// First in, first out, in storage that grows to what was needed and is then kept.
struct Ring<Element: Sendable>: Sendable {
    private var storage: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var first: Element? { count > 0 ? storage[head] : nil }

    /// The one at `offset` from the first, less than `count`.
    subscript(offset: Int) -> Element? {
        get { storage[(head + offset) & (storage.count - 1)] }
        set { storage[(head + offset) & (storage.count - 1)] = newValue }
    }

    mutating func append(_ element: Element) {
        if count == storage.count { grow() }
        storage[(head + count) & (storage.count - 1)] = element
        count += 1
    }
    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = storage[head]
        storage[head] = nil
        head = (head + 1) & (storage.count - 1)
        count -= 1
        return element
    }
    mutating func removeAll() {
        while popFirst() != nil {}
    }

    // A power of two, so that places wrap by a mask.
    private mutating func grow() {
        var larger = [Element?](repeating: nil, count: max(4, storage.count * 2))
        for place in 0..<count { larger[place] = storage[(head + place) & (storage.count - 1)] }
        storage = larger
        head = 0
    }
}

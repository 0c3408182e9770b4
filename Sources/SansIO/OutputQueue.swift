/// The outputs of a core between two drains: first in, first out, storage kept between drains.
public struct OutputQueue<Element: Sendable>: Sendable {
    // Inlined into the cores, so that each has the code for its own outputs.
    @usableFromInline var elements: [Element] = []
    @usableFromInline var head = 0
    @usableFromInline let limit: Int

    /// An empty queue. `limit` bounds what one input may yield; passing it is the core's mistake.
    public init(limit: Int) {
        self.limit = limit
        elements.reserveCapacity(limit)
    }

    /// Whether everything was taken.
    @inlinable public var isEmpty: Bool { head == elements.count }

    /// Appends one output.
    @inlinable
    public mutating func append(_ element: Element) {
        precondition(elements.count < limit, "one input yields more outputs than the named limit")
        elements.append(element)
    }
    /// Takes the oldest output, or nil if there is none.
    @inlinable
    public mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        }
        return element
    }
}

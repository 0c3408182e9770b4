/// A list that is never empty; a list of one allocates nothing.
///
/// Frozen and inlined: other modules walk it for each latent, and code for any element would
/// allocate on the way.
@frozen
public struct OneOrMore<Element: Hashable & Sendable>: Hashable, Sendable {
    /// The first element.
    public var leading: Element
    /// Those behind it.
    public var others: [Element]

    /// A list from its parts.
    @inlinable public init(_ leading: Element, _ others: [Element]) {
        self.leading = leading
        self.others = others
    }
    /// A list of `elements`, or nil if there is none.
    @inlinable public init?(_ elements: [Element]) {
        guard let leading = elements.first else { return nil }
        self.init(leading, Array(elements.dropFirst()))
    }
}

extension OneOrMore: RandomAccessCollection {
    /// The index of the first element.
    @inlinable public var startIndex: Int { 0 }
    /// The index behind the last element.
    @inlinable public var endIndex: Int { others.count + 1 }
    /// The element at `index`.
    @inlinable public subscript(index: Int) -> Element {
        index == 0 ? leading : others[index - 1]
    }
}

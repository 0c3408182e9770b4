extension Array where Element: ExpressibleByIntegerLiteral {
    /// Sets the count, keeping the storage; new elements are zero.
    mutating func resize(to count: Int) {
        if self.count > count {
            removeLast(self.count - count)
        } else if self.count < count {
            append(contentsOf: repeatElement(0, count: count - self.count))
        }
    }
}

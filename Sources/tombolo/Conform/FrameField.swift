/// A field of a frame as cases name it, with its value.
struct FrameField: Hashable, Sendable {
    /// Its name, with the group and entry it lies in: `members[0].budgetMicroseconds`.
    var path: String
    /// A number, an enumeration's name, text, hexadecimal digits, or none.
    var value: CaseValue
}

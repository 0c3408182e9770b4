/// Why `messages.xml` is not what this program expects of it: a mistake of whoever changed it.
enum SchemaError: Error, Hashable, CustomStringConvertible {
    /// The text is not what this reader takes for XML.
    case malformed(offset: Int)
    /// An element lacks an attribute, or has one that is no number.
    case incomplete(element: String, attribute: String)
    /// Elements lie deeper in each other than they may.
    case tooDeep(limit: Int)

    /// What is wrong and what to do.
    var description: String {
        switch self {
        case .malformed(let offset):
            "messages.xml is not well-formed at character \(offset); correct it and build again"
        case .incomplete(let element, let attribute):
            "messages.xml: \(element) has no sound \(attribute); correct it and build again"
        case .tooDeep(let limit):
            "messages.xml has more than \(limit) elements in each other; correct it"
        }
    }
}

/// A stranger did not get the answer a test waits for.
enum StrangerError: Error {
    /// It was not refused.
    case unanswered
}

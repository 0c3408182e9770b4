/// What an event of the calendar is about: a client, which is a device or a worker behind the
/// devices, and what happens to it.
enum CellSubject: UInt32, Sendable {
    /// A device takes a picture; the stamp is the camera's plan that it belongs to.
    case capture
    /// The client's core asked to be woken.
    case wake
    /// A message arrives at the coordinator; the stamp is its place.
    case atCoordinator
    /// A message arrives at the client; the stamp is its place.
    case atClient
    /// The client's connection is open; the stamp is its number.
    case opened
    /// The coordinator hears that the client closed a connection; the stamp is its number.
    case closed
    /// The device's process begins.
    case begin
    /// The worker's backbone is through with the execution of that number.
    case executed

    /// The calendar's word for it.
    func code(_ client: Int) -> UInt32 { UInt32(client) << 3 | rawValue }
    /// The calendar's word read again.
    static func parts(of code: UInt32) -> (client: Int, subject: CellSubject) {
        guard let subject = CellSubject(rawValue: code & 7) else {
            preconditionFailure("three bits name a subject")
        }
        return (Int(code >> 3), subject)
    }
}

import SansIO

/// The payload bytes one simulated process holds, by the identifier its core knows them by.
struct PayloadStore {
    private var payloads: [PayloadID: [UInt8]] = [:]
    private var next: UInt64 = 1

    /// Payloads held.
    var count: Int { payloads.count }

    /// Keeps `bytes` until they are released.
    mutating func store(_ bytes: [UInt8]) -> PayloadID {
        let payload = PayloadID(next)
        next += 1
        payloads[payload] = bytes
        return payload
    }
    /// The bytes of `payload`, or nil if it is not held.
    func bytes(of payload: PayloadID) -> [UInt8]? { payloads[payload] }
    /// Forgets `payload`; false if it is not held.
    mutating func release(_ payload: PayloadID) -> Bool {
        payloads.removeValue(forKey: payload) != nil
    }
}

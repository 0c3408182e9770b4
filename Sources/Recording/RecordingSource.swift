/// Where the bytes of a recording come from; it may grow while it is read.
public protocol RecordingSource {
    /// How many there are now.
    var byteCount: UInt64 { get }
    /// The `count` bytes from `offset` on, all of them below `byteCount`; nil if they cannot be
    /// read.
    func read(at offset: UInt64, count: Int) -> [UInt8]?
}

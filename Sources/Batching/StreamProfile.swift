public import Timekeeping

/// What does not change from one request of a stream to the next.
public struct StreamProfile: Hashable, Sendable {
    /// Which model its requests ask.
    public var model: ModelSlot
    /// Who goes first when not everybody can go.
    public var requestClass: RequestClass
    /// How its plans travel.
    public var network: NetworkClass
    /// Whose share of the cell it uses.
    public var tenant: TenantSlot
    /// Time between two captures if nobody asks for another; nil for a stream that keeps no period
    /// and is not paced.
    public var period: Interval?

    /// Makes the value from its fields.
    public init(
        model: ModelSlot, requestClass: RequestClass, network: NetworkClass, tenant: TenantSlot,
        period: Interval?
    ) {
        self.model = model
        self.requestClass = requestClass
        self.network = network
        self.tenant = tenant
        self.period = period
    }
}

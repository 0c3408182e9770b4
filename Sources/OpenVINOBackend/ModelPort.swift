import COpenVINO
import Tensors

/// One input or output of a model or compiled model; owns the library's handle.
@safe final class ModelPort {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_output_const_port_free(handle) }

    /// One of the port's names, or `?` if it has none.
    var name: String {
        var name: UnsafeMutablePointer<CChar>?
        guard unsafe ov_port_get_any_name(handle, &name) == OK, let name = unsafe name else {
            return "?"
        }
        defer { unsafe ov_free(name) }
        return unsafe String(cString: name)
    }

    /// The element type in Tombolo's terms, or nil for one that no Tombolo tensor has.
    var elementType: ElementType? { rawElementType.flatMap { ElementType(openVINO: $0) } }

    /// The element type for a message.
    var elementTypeName: String {
        if let elementType { return elementType.rawValue }
        return rawElementType.map { "OpenVINO type \($0.rawValue)" } ?? "unknown"
    }

    /// Bounds of each extent; a maximum below zero means that it is open.
    var dimensions: [ov_dimension_t] {
        var shape = unsafe ov_partial_shape_t()
        guard unsafe ov_port_get_partial_shape(handle, &shape) == OK else { return [] }
        defer { unsafe ov_partial_shape_free(&shape) }
        guard let dims = unsafe shape.dims else { return [] }
        let rank = unsafe Int(shape.rank.max)
        return unsafe Array(UnsafeBufferPointer(start: dims, count: max(0, rank)))
    }

    /// The shape for a message: `?` for an open extent, `1..8` for a bounded one.
    var shapeDescription: String {
        let extents = dimensions.map { dimension in
            if dimension.max < 0 { return "?" }
            return dimension.min == dimension.max
                ? "\(dimension.min)" : "\(dimension.min)..\(dimension.max)"
        }
        return "[" + extents.joined(separator: ", ") + "]"
    }

    private var rawElementType: ov_element_type_e? {
        var type = DYNAMIC
        return unsafe ov_port_get_element_type(handle, &type) == OK ? type : nil
    }
}

extension ElementType {
    /// The type that OpenVINO calls `type`.
    init?(openVINO type: ov_element_type_e) {
        switch type {
        case F32: self = .float32
        case I8: self = .int8
        case U8: self = .uint8
        default: return nil  // a C enumeration of some thirty values
        }
    }

    /// What OpenVINO calls this type.
    var openVINO: ov_element_type_e {
        switch self {
        case .float32: F32
        case .int8: I8
        case .uint8: U8
        }
    }
}

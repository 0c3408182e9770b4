import COpenVINO

/// Runs one call of OpenVINO's C API and returns nil, or the library's own words on its failure.
func failure(of status: ov_status_e) -> String? {
    guard status != OK else { return nil }
    if let message = unsafe ov_get_last_err_msg() {
        defer { unsafe ov_free(message) }
        let lines = unsafe String(cString: message).split(separator: "\n")
        // The library prefixes its source position; the last line is the one that says why.
        if let line = lines.last(where: { !$0.isEmpty }) { return String(line.prefix(400)) }
    }
    guard let name = unsafe ov_get_error_info(status) else { return "status \(status.rawValue)" }
    return unsafe String(cString: name)
}

import Glibc

/// One client of the control socket: what it has written of a line, and answers it has not read.
struct ControlClient {
    let descriptor: Int32
    private var line: [UInt8] = []
    private var answers = ByteRing()
    /// It has no more to say.
    private(set) var isEnded = false
    /// It is gone, or says too much, or reads too little.
    private(set) var isOver = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether answers wait for it to read.
    var hasAnswers: Bool { answers.count > 0 }

    /// Reads what is there and answers each whole line.
    mutating func read(_ answer: ([UInt8]) -> String) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while !isEnded, !isOver {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            }
            if count > 0 {
                take(bytes[..<count], answer)
            } else if count == 0 {
                isEnded = true
            } else {
                isOver = errno != EAGAIN && errno != EINTR
                break
            }
        }
        write()
    }
    /// Writes answers, as many as the client takes.
    mutating func write() {
        while answers.count > 0 {
            let count = unsafe answers.withFirst(answers.count) { bytes in
                unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno != EAGAIN { isOver = true }
                return
            }
            answers.drop(count)
        }
        if isEnded { isOver = true }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, _ answer: ([UInt8]) -> String) {
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                guard line.count < Limits.controlLineBytes else {
                    isOver = true
                    return
                }
                line.append(byte)
                continue
            }
            let text = answer(line) + "\n"
            line.removeAll()
            unsafe Array(text.utf8).withUnsafeBytes { unsafe answers.append($0) }
            if answers.count > Limits.controlAnswerBytes { isOver = true }
        }
    }
}

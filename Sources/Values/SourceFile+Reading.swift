import Glibc

/// Whole files as bytes and as text.
extension SourceFile {
    /// Reads a file that people wrote: UTF-8, with or without a byte order mark.
    ///
    /// - Throws: one diagnostic if the file is missing, cannot be read, or is not UTF-8; the last names the line,
    ///   the column and the value of the first wrong byte.
    package static func read(_ path: String) throws(Diagnostics) -> SourceFile {
        try decode(bytes(of: path), path: path)
    }

    /// The same for bytes that come from elsewhere: an opened vault, a program's output.
    package static func decode(
        _ bytes: [UInt8], path: String, absolutePath: String? = nil, isVaulted: Bool = false
    ) throws(Diagnostics) -> SourceFile {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Diagnostics(utf16(bytes, path))
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else { throw Diagnostics(notUTF8(content, path)) }
        return SourceFile(path: path, absolutePath: absolutePath, text: text, isVaulted: isVaulted)
    }

    /// Whether these are the bytes of a file that `ansible-vault` has encrypted.
    package static func isVaulted(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "$ANSIBLE_VAULT;".utf8) }

    /// What is read at most of something that has no size, in bytes.
    private static let largestStream = 256 << 20

    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - isStream: Whether it may be a pipe (`@/dev/fd/63`), which is read to its end, or a device. What tasks name
    ///     must be a regular file: nobody waits for another's writing there.
    ///   - most: So many bytes of its beginning suffice.
    package static func bytes(of path: String, isStream: Bool = true, most: Int = .max) throws(Diagnostics) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isStream ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw Diagnostics(unreadable(path, errno)) }
        defer { close(descriptor) }
        let size = size(of: descriptor)
        guard isStream || size != nil else { throw Diagnostics(noFile(path)) }
        var content: [UInt8] = []
        content.reserveCapacity(Swift.min(most, size ?? 0))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, Swift.min(buffer.count, most - content.count))
            if count == 0 { return content }
            if count > 0 {
                content.append(contentsOf: buffer[..<count])
                guard size != nil || content.count <= largestStream else { throw Diagnostics(endless(path)) }
            } else if errno != EINTR {
                throw Diagnostics(unreadable(path, errno))
            }
        }
    }

    /// Of a regular file; `nil` for a pipe or a device.
    private static func size(of descriptor: Int32) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }
}

// What is said about a file that cannot be used.
extension SourceFile {
    private static func noFile(_ path: String) -> Diagnostic {
        Diagnostic(
            "file", "not a regular file",
            detail: "\(path) is a FIFO, a socket, a device or a directory, but must be a regular file.")
    }

    private static func endless(_ path: String) -> Diagnostic {
        Diagnostic(
            "file", "endless file",
            detail:
                "\(path) is not a regular file and has more than \(largestStream >> 20) MiB, so it is not read further."
        )
    }

    private static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
        let reason = String(cString: strerror(code))
        return Diagnostic(
            "file", "cannot read file", detail: "\(path): \(reason.prefix(1).lowercased())\(reason.dropFirst()).")
    }

    private static func notUTF8(_ content: ArraySlice<UInt8>, _ path: String) -> Diagnostic {
        let file = SourceFile(path: path, text: String(decoding: content, as: UTF8.self))
        let (line, column, byte) = firstWrongByte(content)
        return Diagnostic(
            "encoding", "file is not UTF-8",
            detail: "The byte \(hexadecimal(byte)) is not valid there. The file may be in Latin-1 or Windows-1252.",
            at: SourceSpan(file, line: line, column: column), help: "iconv -f LATIN1 -t UTF-8 \(path)")
    }

    private static func utf16(_ bytes: [UInt8], _ path: String) -> Diagnostic {
        let file = SourceFile(path: path, text: "")
        return Diagnostic(
            "encoding", "file is not UTF-8",
            detail: "It begins with the byte \(hexadecimal(bytes[0])), a byte order mark of UTF-16.",
            at: SourceSpan(file, line: 1, column: 1), help: "iconv -f UTF-16 -t UTF-8 \(path)")
    }

    private static func firstWrongByte(_ content: ArraySlice<UInt8>) -> (line: Int, column: Int, byte: UInt8) {
        var position = content.startIndex
        var line = 1
        var column = 1
        while position < content.endIndex {
            var iterator = content[position...].prefix(4).makeIterator()
            var decoder = UTF8()
            guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { break }
            position += UTF8.width(scalar)
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        return (line, column, position < content.endIndex ? content[position] : 0)
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + (digits.count < 2 ? "0" : "") + digits
    }
}

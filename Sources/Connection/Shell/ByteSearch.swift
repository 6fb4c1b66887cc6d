internal import Glibc

extension ArraySlice<UInt8> {
    /// Where `pattern` first stands at or after `start`; `nil` if it does not.
    ///
    /// Output of hundreds of megabytes goes through here, so it runs over the bare buffer.
    func firstIndex(of pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, endIndex - start >= pattern.count else { return nil }
        let base = startIndex
        let found = withUnsafeBufferPointer { bytes in
            Self.search(bytes, for: pattern, first: first, from: start - base)
        }
        return found.map { $0 + base }
    }

    private static func search(
        _ bytes: UnsafeBufferPointer<UInt8>, for pattern: [UInt8], first: UInt8, from start: Int
    ) -> Int? {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
        var position = start
        let last = bytes.count - pattern.count
        while position <= last {
            // memchr(3) looks at many bytes at once.
            guard let found = memchr(base + position, Int32(first), last - position + 1) else { return nil }
            position = UnsafeRawPointer(found) - base
            if matches(bytes, at: position, pattern) { return position }
            position += 1
        }
        return nil
    }

    private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, _ pattern: [UInt8]) -> Bool {
        var offset = 1
        while offset < pattern.count {
            guard bytes[position + offset] == pattern[offset] else { return false }
            offset += 1
        }
        return true
    }
}

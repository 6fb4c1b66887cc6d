extension [UInt8] {
    /// The offset of the first place, at or behind `start`, where these bytes stand in a row; `nil` for none, and for no
    /// bytes. The standard library's search takes some hundred instructions for each byte.
    package func firstIndex(of part: [UInt8], from start: Int = 0) -> Int? {
        guard let first = part.first, start >= 0, start + part.count <= count else { return nil }
        return withUnsafeBytes { bytes in
            var offset = start
            let last = bytes.count - part.count
            while offset <= last {
                if bytes[offset] == first, bytes[offset..<(offset + part.count)].elementsEqual(part) { return offset }
                offset += 1
            }
            return nil
        }
    }
}

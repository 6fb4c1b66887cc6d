extension StringProtocol where UTF8View: BidirectionalCollection {
    /// Without spaces, tabs and carriage returns at both ends.
    package var trimmingBlanks: String {
        let isFilled = { (byte: UInt8) in byte != 0x20 && byte != 0x09 && byte != 0x0D }
        guard let first = utf8.firstIndex(where: isFilled), let last = utf8.lastIndex(where: isFilled) else {
            return ""
        }
        return String(decoding: utf8[first...last], as: UTF8.self)
    }

    /// Without the line breaks at the end, with which a folded or literal scalar ends.
    package var withoutFinalLineBreaks: String {
        guard let last = lastIndex(where: { !$0.isNewline }) else { return "" }
        return String(self[...last])
    }
}

extension String {
    /// Digits with zeros before them up to a width, as Python's `str.zfill` has it for text without a sign.
    package func zeroFilled(_ width: Int) -> String {
        String(repeating: "0", count: Swift.max(0, width - utf8.count)) + self
    }
}

extension YAMLWriter {
    /// How text of several lines is written.
    package enum Multiline: Sendable {
        /// As PyYAML does by itself, in quotes.
        case quoted
        /// As a block, where the emitter can write it as one.
        case literal
        /// As a block always: what a block cannot hold is left out, for people who only want to read.
        case readable

        func written(_ value: Value) -> (Value, Style?) {
            guard self != .quoted, let text = value.text, value.isText, text.unicodeScalars.contains(where: Self.breaks)
            else {
                return (value, nil)
            }
            return (self == .readable ? .string(Self.readable(text)) : value, .literal)
        }

        private static func breaks(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x0A, 0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
            default: false
            }
        }

        /// Blanks at the ends of lines, tabs and control characters would force quotes.
        private static func readable(_ text: String) -> String {
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(line)
            while lines.last == "", lines.count > 1 { lines.removeLast() }
            return lines.joined(separator: "\n")
        }

        private static func line(_ line: Substring) -> String {
            var scalars = String.UnicodeScalarView()
            for scalar in line.unicodeScalars {
                if scalar == "\t" {
                    for _ in 0..<(8 - scalars.count % 8) { scalars.append(" ") }
                } else if isShown(scalar) {
                    scalars.append(scalar)
                }
            }
            while scalars.last == " " { scalars.removeLast() }
            return String(scalars)
        }

        private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
            (0x20...0x7E).contains(scalar.value) || scalar.value >= 0xA0 && scalar.value != 0xFEFF
        }
    }
}

extension Value {
    fileprivate var isText: Bool {
        switch self {
        case .string, .template: true
        default: false
        }
    }
}

import Values

/// Python's ways with the case and width of text.
enum Casing {
    static func capitalize(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first else { return text }
        return first.properties.titlecaseMapping
            + String(scalars: scalars.dropFirst()).lowercased()
    }

    /// `str.title`: every letter behind something that is no letter begins a word.
    static func title(_ text: String) -> String {
        var out = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isCased = scalar.properties.isCased
            out += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInWord = isCased
        }
        return out
    }

    static func swap(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { out, scalar in
            let properties = scalar.properties
            out += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
        }
    }

    /// `str.center`, which puts the odd blank where CPython does.
    static func center(_ text: String, _ width: Int, fill: String = " ") -> String {
        let missing = width - text.scalarCount
        guard missing > 0 else { return text }
        let left = missing / 2 + (missing & width & 1)
        return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
    }

    static func expandTabs(_ text: String, size: Int) -> String {
        var out = String.UnicodeScalarView()
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                let blanks = size > 0 ? size - column % size : 0
                out += Array(repeating: " ", count: blanks)
                column += blanks
            } else {
                out.append(scalar)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return String(out)
    }
}

extension Evaluation {
    /// `str.replace`; a negative limit means all. Its result can be large though nothing else is.
    func replace(_ text: String, _ old: String, _ new: String, _ limit: Int) throws(Fault) -> String {
        let most = text.utf8.count / max(1, old.utf8.count) + 1
        let growth = most.multipliedReportingOverflow(by: new.utf8.count)
        if growth.overflow || growth.partialValue > 1 << 20 {
            let found = old.isEmpty ? most : Python.split(text, on: old, limit: limit, fromRight: false).count - 1
            try spend(output: try Python.fitting(found.multipliedReportingOverflow(by: new.utf8.count)))
        }
        return Python.replace(text, old, new, limit: limit)
    }
}

extension Python {
    /// `str.replace`; a negative limit means all.
    static func replace(_ text: String, _ old: String, _ new: String, limit: Int) -> String {
        guard old.isEmpty else {
            return split(text, on: old, limit: limit, fromRight: false).joined(separator: new)
        }
        var out = ""
        var left = limit < 0 ? Int.max : limit
        for scalar in text.unicodeScalars {
            if left > 0 { out += new }
            left -= 1
            out.unicodeScalars.append(scalar)
        }
        return left > 0 ? out + new : out
    }
}

import Values

extension Filter {
    /// Addresses in text as links.
    static var links: [Filter] {
        [
            Filter("urlize", "trim_url_limit=none, nofollow=false, target=none, rel=none, extra_schemes=none", urlize)
        ]
    }

    @Sendable private static func urlize(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        var rel = Set((try bound.optionalText(3) ?? "").split(separator: " ").map(String.init))
        if try bound.flag(1) { rel.insert("nofollow") }
        rel.insert("noopener")
        var schemes: [String] = []
        for scheme in try bound[4].sequenceItems() ?? [] { schemes.append(try Python.text(scheme)) }
        let links = Links(
            limit: try bound.optionalInt(0), rel: rel.sorted().joined(separator: " "),
            target: try bound.optionalText(2), schemes: schemes)
        return .string(try links.marked(try Python.text(input)))
    }
}

/// Makes links of the addresses in a text.
private struct Links {
    let limit: Int?
    let rel: String
    let target: String?
    let schemes: [String]

    /// Host names are known by their top level, or by what stands before them.
    private static let address =
        "(?i)^((https?://|www\\.)([\\w%-]+\\.)*([a-z]{2,63}|xn--[\\w%]{2,59})|([\\w%-]{2,63}\\.)+"
        + "(com|edu|gov|info|int|mil|net|org)|https?://(\\d{1,3}(\\.\\d{1,3}){3}|\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}\\]))"
        + "(:\\d{1,5})?([/?#]\\S*)?$"
    private static let mail = "^\\S+@\\w[\\w.-]*\\.\\w+$"

    func marked(_ text: String) throws(Fault) -> String {
        var out = ""
        var word = String.UnicodeScalarView()
        for scalar in Markup.escape(text).unicodeScalars {
            guard Python.isSpace(scalar) else {
                word.append(scalar)
                continue
            }
            out += try linked(String(word))
            out.unicodeScalars.append(scalar)
            word.removeAll()
        }
        return out + (try linked(String(word)))
    }

    /// The word as a link if it is one; brackets and punctuation around it stay outside.
    private func linked(_ word: String) throws(Fault) -> String {
        var (head, middle, tail) = ("", word[...], "")
        while let open = ["(", "<", "&lt;"].first(where: { middle.hasPrefix($0) }) {
            head += open
            middle = middle.dropFirst(open.count)
        }
        while let close = [")", ">", ".", ",", "\n", "&gt;"].first(where: { middle.hasSuffix($0) }) {
            tail = close + tail
            middle = middle.dropLast(close.count)
        }
        balance(&middle, &tail)
        return head + (try link(String(middle)) ?? String(middle)) + tail
    }

    /// A closing bracket whose partner stands within the address belongs to it.
    private func balance(_ middle: inout Substring, _ tail: inout String) {
        for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
            let opened = Python.split(String(middle), on: open, limit: -1, fromRight: false).count - 1
            let closed = Python.split(String(middle), on: close, limit: -1, fromRight: false).count - 1
            for _ in 0..<max(0, opened - closed) {
                guard let end = tail.end(of: close) else { break }
                middle += tail[..<end]
                tail = String(tail[end...])
            }
        }
    }

    private func link(_ word: String) throws(Fault) -> String? {
        if try Patterns.first(Self.address, in: word) != nil {
            let isWhole = word.hasPrefix("https://") || word.hasPrefix("http://")
            return anchor(isWhole ? word : "https://" + word, word, rel: " rel=\"\(rel)\"", target: targetText)
        }
        if word.hasPrefix("mailto:"), try Patterns.first(Self.mail, in: String(word.dropFirst(7))) != nil {
            return anchor(word, String(word.dropFirst(7)), rel: "", target: "")
        }
        if word.contains("@"), !word.hasPrefix("www."), !word.contains(":"), !word.hasPrefix("@"),
            try Patterns.first(Self.mail, in: word) != nil
        {
            return anchor("mailto:" + word, word, rel: "", target: "", isShort: false)
        }
        guard schemes.contains(where: { word != $0 && word.hasPrefix($0) }) else { return nil }
        return anchor(word, word, rel: " rel=\"\(rel)\"", target: targetText)
    }

    private var targetText: String { target.map { " target=\"\(Markup.escape($0))\"" } ?? "" }

    private func anchor(_ address: String, _ text: String, rel: String, target: String, isShort: Bool = true) -> String
    {
        var shown = text
        if isShort, let limit, text.scalarCount > limit { shown = String(text.unicodeScalars.prefix(limit)) + "..." }
        return "<a href=\"\(address)\"\(rel)\(target)>\(shown)</a>"
    }
}

extension String {
    /// The index behind the first occurrence of a text.
    fileprivate func end(of text: String) -> String.Index? {
        let parts = Python.split(self, on: text, limit: 1, fromRight: false)
        return parts.count > 1 ? index(startIndex, offsetBy: parts[0].count + text.count) : nil
    }
}

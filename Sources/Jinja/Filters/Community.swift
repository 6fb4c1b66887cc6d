import OrderedCollections
import Values

extension Filter {
    /// Filters of community.general that playbooks use.
    static var community: [Filter] {
        [
            Filter("json_query", "expr") { (input, bound, evaluation) throws(Fault) in
                try JMESPath(try bound[0].requiredString(by: "json_query")).search(input, evaluation)
            },
            Filter("dict_kv", "key") { (input, bound, _) throws(Fault) in
                .dict(DictObject([try bound[0].key(): input]))
            },
            Filter("dict", "") { (input, _, _) throws(Fault) in
                if case .dict = input { return try Python.literalCopy(input) ?? input }
                let dict = DictObject()
                for pair in try Python.iterate(input) {
                    let pair = try Python.iterate(pair)
                    guard pair.count == 2 else {
                        throw Fault.failed("cannot make a mapping", "Key-value pairs are needed.")
                    }
                    try dict.set(try pair[0].key(), pair[1])
                }
                return .dict(dict)
            },
            Filter("version_sort", "reverse=false", versionSort),
            Filter("random_mac", "seed=none", randomMAC),
            Filter("counter", "") { (input, _, _) throws(Fault) in
                let counts = DictObject()
                for item in try Python.iterate(input) {
                    let key = try item.key()
                    try counts.set(key, .int((try counts.get(key)?.integer ?? 0) + 1))
                }
                return .dict(counts)
            },
        ] + timeSpans + mergedLists
    }

    @Sendable private static func versionSort(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let versions = try Python.iterate(input).map { (item) throws(Fault) in
            (try item.requiredString(by: "version_sort"), item)
        }
        var fault: Fault?
        let sorted = versions.sorted {
            do throws(Fault) {
                return try Version.order($0.0, $1.0, kind: "loose") < 0
            } catch {
                fault = fault ?? error
                return false
            }
        }
        if let fault { throw fault }
        return .list(try bound.flag(0) ? sorted.reversed().map(\.1) : sorted.map(\.1))
    }

    @Sendable private static func randomMAC(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let prefix = try input.requiredString(by: "random_mac").lowercased()
        let parts = Python.split(prefix, on: ":", limit: -1, fromRight: false)
        guard parts.count <= 5, parts.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil }) else {
            throw Fault.failed("invalid MAC prefix", "`\(prefix)` is not the start of a MAC address.")
        }
        // Ten hexadecimal digits of which the first is not zero, as the original makes them, so that seeds agree.
        var source = try RandomSource(seed: bound[0])
        let digits = Array(String(68_719_476_736 + source.below(1_099_511_627_775 - 68_719_476_736 + 1), radix: 16))
        let tail = (0..<(6 - parts.count)).map { String(digits[($0 * 2)..<($0 * 2 + 2)]) }
        return .string((parts + tail).joined(separator: ":"))
    }
}

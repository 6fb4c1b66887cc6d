import ModuleKit
import Values

/// What a web server answered, in Ansible's return keys.
struct WebAnswer {
    let response: HTTPResponse
    /// The URL that was asked.
    let asked: String

    /// Whether a server answered at all.
    var isAnswer: Bool { response.status > 0 }

    /// `OK (8 bytes)`, or what went wrong.
    var message: String {
        switch response.status {
        case ..<0: "Request failed: \(response.reason)"
        case 300...: "\(MatchedPhrase.httpError) \(response.status): \(response.reason)"
        default: "OK (\(value(of: "content-length") ?? "unknown") bytes)"
        }
    }

    var url: String { isAnswer ? response.url : asked }

    func value(of header: String) -> String? {
        response.headers.last { $0.name.lowercased() == header }?.value
    }

    /// Every header under its name in lower case with underscores; those given twice joined by commas.
    var headerFields: Mapping {
        var fields = Mapping()
        for header in response.headers {
            let key = header.name.lowercased().replacing("-", with: "_")
            let earlier = fields[key]?.text.map { $0 + ", " } ?? ""
            fields[key] = .string(earlier + header.value)
        }
        return fields
    }

    /// The cookies that the server sets, by name.
    var cookies: Mapping {
        Mapping(
            response.headers.filter { $0.name.lowercased() == "set-cookie" }.compactMap { header in
                let pair = header.value.prefix { $0 != ";" }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2 else { return nil }
                return (String(pair[0]).trimmed, Value.string(String(pair[1]).trimmed))
            })
    }

    var cookiesText: String { cookies.map { "\($0.key.text ?? "")=\($0.value.text ?? "")" }.joined(separator: "; ") }

    /// The body, if its type says that it is JSON and it is.
    var json: Value? {
        let type = (value(of: "content-type") ?? "").prefix { $0 != ";" }
        let subtype = type.split(separator: "/").last.map { String($0).trimmed.lowercased() } ?? ""
        guard subtype == "json" || subtype == "javascript" || subtype.hasSuffix("+json") else { return nil }
        return try? JSONReader.value(of: text)
    }

    var text: String { String(hostBytes: response.body) }
}

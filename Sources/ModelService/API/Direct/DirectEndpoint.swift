import NIOCore
import NIOHTTP1

/// A path whose requests may be answered on the event loop.
struct DirectEndpoint {
    struct Result {
        let bytes: [UInt8]
        let type: String
        let headerBytes: Int?
        let answer: Answer
        /// For the comparison with a shadow, once the answer is sent.
        let rows: Rows
        let served: ServedModel
    }

    private enum Kind {
        case predict
        case infer(model: String, version: String?, headerBytes: Int?)
    }

    /// By which the request is counted, as the long way counts it.
    let key: Metrics.RequestKey
    private let kind: Kind

    /// Multiplications above which a request is not for the event loop: about a millisecond, in which others wait.
    private static let costLimit = 4_000_000

    init?(_ head: HTTPRequestHead) {
        if head.uri == "/v1/predict" {
            guard (try? checkContentType(head.headers.first(name: "content-type"))) != nil else { return nil }
            (kind, key) = (.predict, Self.predictKey)
        } else if head.uri.hasPrefix("/v2/models/"), let kind = Self.infer(head) {
            self.kind = kind
            if case .infer(_, nil, _) = kind { key = Self.inferKey } else { key = Self.versionKey }
        } else {
            return nil
        }
    }

    /// A name with escapes goes the long way.
    private static func infer(_ head: HTTPRequestHead) -> Kind? {
        let segments = head.uri.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 5 || (segments.count == 7 && segments[4] == "versions"), segments.last == "infer",
            !head.uri.utf8.contains(UInt8(ascii: "%")), !head.uri.utf8.contains(UInt8(ascii: "?"))
        else { return nil }
        let length = head.headers.first(name: "inference-header-content-length")
        if let length, Int(length) == nil { return nil }
        if length == nil, (try? checkContentType(head.headers.first(name: "content-type"))) == nil { return nil }
        let version = segments.count == 7 ? String(segments[5]) : nil
        return .infer(model: String(segments[3]), version: version, headerBytes: length.flatMap { Int($0) })
    }

    private static let predictKey = Metrics.RequestKey(route: "/v1/predict", method: "POST", status: 200)
    private static let inferKey = Metrics.RequestKey(route: "/v2/models/:model/infer", method: "POST", status: 200)
    private static let versionKey = Metrics.RequestKey(
        route: "/v2/models/:model/versions/:version/infer", method: "POST", status: 200)

    /// The answer; nothing if the request is not small, or anything is wrong with it.
    func answer(_ body: ByteBuffer, _ parts: ServiceParts) -> Result? {
        guard let (served, chosen) = parts.store.choose(choice) else { return nil }
        return body.withUnsafeReadableBytes { bytes in
            try? answer(bytes.bindMemory(to: UInt8.self), served, chosen.model, limit: parts.limits.rows)
        }
    }

    private var choice: ModelChoice {
        if case .infer(let name, let version, _) = kind { ModelChoice(name: name, version: version) } else { .usual }
    }

    private func answer(
        _ body: UnsafeBufferPointer<UInt8>, _ served: ServedModel, _ model: LoadedModel, limit: Int
    ) throws(APIError) -> Result? {
        let width = model.network.inputs
        switch kind {
        case .predict:
            let rows = try PredictRequest.rows(body, width: width, limit: limit)
            guard let answer = self.answer(rows, model) else { return nil }
            return Result(
                bytes: PredictionBody(answer: answer).line, type: "application/json", headerBytes: nil,
                answer: answer, rows: rows, served: served)
        case .infer(_, _, let headerBytes):
            let (request, rows) = try InferRequest.read(body, headerBytes: headerBytes, width: width, limit: limit)
            guard let answer = self.answer(rows, model) else { return nil }
            let result = try InferAnswer(answer, request)
            return Result(
                bytes: result.bytes,
                type: result.headerBytes == nil ? "application/json" : "application/octet-stream",
                headerBytes: result.headerBytes, answer: answer, rows: rows, served: served)
        }
    }

    private func answer(_ rows: Rows, _ model: LoadedModel) -> Answer? {
        guard rows.count * model.network.multiplications <= Self.costLimit else { return nil }
        let values = model.network.answers(to: rows)
        return values.allSatisfy(\.isFinite) ? Answer(model, values) : nil
    }
}

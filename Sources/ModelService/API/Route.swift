import HTTPTypes
import Hummingbird

/// A path, the methods it has, and what answers.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, ServiceContext) async throws -> Response

    /// Segments that begin with a colon match anything.
    let path: String
    let methods: [HTTPRequest.Method]
    let handler: Handler

    init(_ path: String, _ methods: [HTTPRequest.Method], _ handler: @escaping Handler) {
        (self.path, self.methods, self.handler) = (path, methods, handler)
    }

    func matches(_ path: String) -> Bool {
        let pattern = self.path.split(separator: "/")
        let segments = path.split(separator: "/")
        return pattern.count == segments.count && zip(pattern, segments).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }
}

/// Joins routes, the measuring of requests and the rendering of errors into what answers requests.
func makeResponder(_ routes: [Route], _ metrics: Metrics) -> RouterResponder<ServiceContext> {
    let router = Router(context: ServiceContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: MeasureRequests(metrics))
    router.add(middleware: RenderErrors(routes))
    for route in routes {
        for method in route.methods { router.on(RouterPath(route.path), method: method, use: route.handler) }
    }
    return router.buildResponder()
}

import Hummingbird

/// Counts each request and how long its answer took.
struct MeasureRequests: RouterMiddleware {
    private let metrics: Metrics

    init(_ metrics: Metrics) {
        self.metrics = metrics
    }

    func handle(
        _ request: Request, context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.requestBegan()
        var status = 500
        defer {
            metrics.requestEnded(
                route: context.endpointPath ?? "unknown", method: known(request.method.rawValue), status: status,
                took: .now - start)
        }
        let response = try await next(request, context)
        status = response.status.code
        return response
    }

    /// Methods are free text: a client must not be able to make a series for each word it thinks of.
    private func known(_ method: String) -> String {
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(method) ? method : "other"
    }
}

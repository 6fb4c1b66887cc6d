import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into an answer with a JSON body, or a page for browsers.
struct RenderErrors: RouterMiddleware {
    private let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
    }

    func handle(
        _ request: Request, context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return render(error, request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return render(notFound(request), request, context)
        } catch {
            context.logger.error(
                "a request failed unexpectedly: \(error)", metadata: ["request_id": "\(request.id ?? "none")"])
            return render(APIError(.internalServerError, "internal", "The service failed."), request, context)
        }
    }

    private func notFound(_ request: Request) -> APIError {
        guard let route = routes.first(where: { $0.matches(request.uri.path) }) else {
            return APIError(.notFound, "no-such-path", "There is nothing at this path.")
        }
        let head: [HTTPRequest.Method] = route.methods.contains(.get) ? [.head] : []
        let names = (route.methods + head).map(\.rawValue).joined(separator: ", ")
        var error = APIError(.methodNotAllowed, "wrong-method", "This path supports the methods \(names).")
        error.allowedMethods = route.methods + head
        return error
    }

    private func render(_ error: APIError, _ request: Request, _ context: ServiceContext) -> Response {
        var response =
            request.wantsHTML
            ? Response.html(
                ErrorPage(status: error.status.description, message: error.message, requestID: request.id).html)
            : request.uri.path.hasPrefix("/v2")
                ? Response.json(InferErrorBody(error, request.id)) : Response.json(ErrorBody(error, request.id))
        response.status = error.status
        if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if !error.allowedMethods.isEmpty {
            response.headers[.allow] = error.allowedMethods.map(\.rawValue).joined(separator: ", ")
        }
        if let challenge = error.challenge { response.headers[.wwwAuthenticate] = challenge }
        if error.closesConnection {
            response.headers[.connection] = "close"
            context.closeConnectionSoon()
        }
        return response
    }
}

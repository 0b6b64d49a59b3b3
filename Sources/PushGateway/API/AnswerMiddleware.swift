import HTTPTypes
import Hummingbird

/// Counts answers, and turns a failure of the database into 503.
struct AnswerMiddleware: RouterMiddleware {
  let metrics: GatewayMetrics

  func handle(
    _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    do {
      let response = try await next(request, context)
      metrics.responded(status: response.status.code)
      return response
    } catch {
      let refusal = error is StoreError ? APIError.unavailable(after: 5) : error
      metrics.responded(status: (refusal as? any HTTPResponseError)?.status.code ?? 500)
      throw refusal
    }
  }
}

import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// The ChatSecure Push API v1, and what belongs to running it.
///
/// Departures from the server of 2016, each of which mended what broke clients or people:
/// - a refusal is the answer's status, where `accounts/{username}/` wrote 404 and 403 into the body of a 200;
/// - a message is answered with 202 when it is on disk, not before anything was tried;
/// - a token's expiry is enforced when it is used: 410, as for one that was revoked;
/// - a device that its push service knows no more may come back, registered anew: until then its tokens get 503;
/// - a token wakes the device that it was made for, not all devices of its owner;
/// - a message is of high priority unless it asks for low: low ones reach a sleeping phone late or never;
/// - a list of tokens comes in pages, with a link to the next one;
/// - there are limits to everything.
struct API: Sendable {
  let store: GatewayStore
  let queue: PushQueue
  let settings: APISettings
  let limiters: Limiters
  let passwords: PasswordWorker
  let metrics: GatewayMetrics
  let registry: PrometheusRegistry
  let now: @Sendable () -> Int64

  /// Counts logins and requests.
  struct Limiters: Sendable {
    let login: RateLimiter
    let account: RateLimiter

    init(_ limits: RateLimits) {
      login = RateLimiter(limits.login)
      account = RateLimiter(limits.account)
    }
  }

  /// A handler's place in the API. Paths end with a slash in writing; the router takes them without it too.
  struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let handler: @Sendable (API, Request, GatewayContext) async throws -> Response
  }

  static let routes: [Route] = accountRoutes + deviceRoutes + tokenRoutes + messageRoutes + serviceRoutes

  static let base = "/api/v1/"

  func router() -> Router<GatewayContext> {
    let router = Router(context: GatewayContext.self)
    router.add(middleware: AnswerMiddleware(metrics: metrics))
    for route in Self.routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await route.handler(self, request, context)
      }
    }
    return router
  }

  /// The account whose API token the request bears.
  ///
  /// - Throws: ``APIError/unauthenticated``, ``APIError/limited(after:)``.
  func account(_ request: Request) async throws -> Account {
    let parts = request.headers[.authorization]?.split(separator: " ") ?? []
    guard parts.count == 2, parts[0].lowercased() == "token", parts[1].utf8.count <= Self.tokenLength,
      let account = try await store.account(ofAPIToken: GatewayStore.hash(String(parts[1])))
    else { throw APIError.unauthenticated }
    try take(limiters.account, account.id, "account")
    return account
  }

  func take(_ limiter: RateLimiter, _ key: String, _ name: String) throws(APIError) {
    guard let seconds = limiter.take(key, now: now()) else { return }
    metrics.limited(name)
    throw .limited(after: seconds)
  }

  func client(_ request: Request, _ context: GatewayContext) -> String {
    context.client(request, isBehindProxy: settings.isBehindProxy)
  }

  /// `2016-05-12T00:00:00.000000Z`, as Django wrote it.
  static func date(_ milliseconds: Int64) -> JSONValue {
    let seconds = Date(timeIntervalSince1970: Double(milliseconds / 1000))
    let text = seconds.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    return .string("\(text).\(fraction)000Z")
  }

  /// 200 bytes: more than any token that a client may have.
  static let tokenLength = 200
}

import HTTPTypes
import Hummingbird
import PushTokens

extension API {
  static let messageRoutes = [
    Route(method: .post, path: base + "messages/") { try await $0.knock($1, $2) },
    Route(method: .get, path: base + "pubsub/") { api, _, _ in
      guard let jid = api.settings.component else { throw APIError.notFound }
      return Response(status: .ok, json: .object(["jid": .string(jid)]))
    },
  ]

  /// A knock: whoever has a token may wake its device, and need not say who he is.
  private func knock(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try take(queue.addresses, client(request, context), "address")
    let fields = try await RequestFields(request)
    let text = try fields.required("token", limit: Self.tokenLength)
    let data = try fields.text("data", limit: 100)
    let priority = try fields.text("priority", limit: 10) ?? "high"
    guard ["high", "low"].contains(priority) else {
      throw APIError.fields(["priority": "\"high\" or \"low\"."])
    }
    // What is no token is not known, as any other that is not known.
    guard let token = try? PushToken(text) else { throw APIError.notFound }
    switch try await queue.admit(token, isHigh: priority == "high", data: data, source: "knock") {
    case .admitted(.queued): break
    case .admitted(.unknown): throw APIError.notFound
    case .admitted(.gone): throw APIError.gone
    // The owner may switch it on again, or register it anew; until then nobody is woken, and nothing is promised.
    case .admitted(.inactive): throw APIError.unavailable(after: 3600)
    case .admitted(.undeliverable): throw APIError.undeliverable
    case .limited(let seconds): throw APIError.limited(after: seconds)
    }
    return Response(
      status: .accepted,
      json: .members(["token": .string(text), "data": .string(data), "priority": .string(priority)]))
  }
}

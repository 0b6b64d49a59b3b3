import HTTPTypes
import Hummingbird
import Primitives
import PushTokens

/// A token is shown once, when it is made; what is kept is its hash. A list names each by `id`, the SHA-256 of its digits in
/// hex, and `tokens/{token}/` takes that in place of the token, so that one that was lost can be revoked.
extension API {
  static let tokenRoutes = [
    Route(method: .get, path: base + "tokens/") { api, request, _ in try await api.listTokens(request) },
    Route(method: .post, path: base + "tokens/") { api, request, _ in try await api.makeToken(request) },
    Route(method: .get, path: base + "tokens/{token}/") { api, request, context in
      let (_, token) = try await api.token(request, context)
      return Response(status: .ok, json: Self.json(token, text: context.parameters.get("token")))
    },
    Route(method: .put, path: base + "tokens/{token}/") { try await $0.renameToken($1, $2) },
    Route(method: .patch, path: base + "tokens/{token}/") { try await $0.renameToken($1, $2) },
    Route(method: .delete, path: base + "tokens/{token}/") { api, request, context in
      let account = try await api.account(request)
      let hash = Self.hash(ofParameter: context.parameters.get("token"))
      guard try await api.store.revoke(token: hash, of: account.id, now: api.now()) else { throw APIError.notFound }
      return Response(status: .noContent)
    },
  ]

  /// A page of the account's tokens, and where there are more, a link to the next one (RFC 8288).
  private func listTokens(_ request: Request) async throws -> Response {
    let account = try await account(request)
    var cursor = TokenCursor.start
    if let text = request.uri.queryParameters[Self.cursorName[...]] {
      guard let given = TokenCursor(String(text)) else {
        throw APIError.fields([Self.cursorName: "Not from a link of this list."])
      }
      cursor = given
    }
    let page = try await store.tokens(of: account.id, after: cursor, now: now())
    var response = Response(status: .ok, json: .array(page.tokens.map { Self.json($0, text: nil) }))
    if let next = page.next {
      response.headers[.link] = "<\(Self.base)tokens/?\(Self.cursorName)=\(next.text)>; rel=\"next\""
    }
    return response
  }

  private func makeToken(_ request: Request) async throws -> Response {
    let account = try await account(request)
    let fields = try await RequestFields(request)
    let named = try DeviceKind.allCases.compactMap { kind in
      try fields.text(Self.field(kind), limit: 64).map { (kind, $0) }
    }
    guard named.count == 1, let (kind, id) = named.first else {
      throw APIError.fields(["non_field_errors": "Name one device: apns_device, gcm_device or webpush_device."])
    }
    guard let device = try await store.device(id.lowercased(), of: account.id, kind: kind) else {
      throw APIError.fields([Self.field(kind): "The account has no such device."])
    }
    let text = try (Self.ownToken(fields) ?? .mint()).text
    let token = StoredToken(
      hash: GatewayStore.hash(text), device: device.id, kind: kind, name: try fields.text("name", limit: 100),
      expiresAt: now() + GatewayLimits.tokenLifetime)
    switch try await store.add(token, of: account.id, now: now()) {
    case .added: return Response(status: .created, json: Self.json(token, text: text))
    case .full: throw APIError.full("This account has \(GatewayLimits.tokensPerAccount) tokens.")
    case .taken: throw APIError.fields(["token": "This token exists."])
    }
  }

  /// A token that the client made itself, our extension: it can then give it to a contact in the same transaction of its
  /// own that remembers whom, and tell the gateway afterwards.
  private static func ownToken(_ fields: RequestFields) throws(APIError) -> PushToken? {
    guard let text = try fields.text("token", limit: tokenLength) else { return nil }
    guard let token = try? PushToken(text) else { throw .fields(["token": "Not 40 lower-case hex digits."]) }
    return token
  }

  /// The name is all of a token that can be changed.
  private func renameToken(_ request: Request, _ context: GatewayContext) async throws -> Response {
    var (_, token) = try await token(request, context)
    let fields = try await RequestFields(request)
    if request.method == .put || fields.has("name") {
      token.name = try fields.text("name", limit: 100)
      try await store.rename(token: token.hash, to: token.name)
    }
    return Response(status: .ok, json: Self.json(token, text: context.parameters.get("token")))
  }

  private func token(_ request: Request, _ context: GatewayContext) async throws -> (account: Account, StoredToken) {
    let account = try await account(request)
    let hash = Self.hash(ofParameter: context.parameters.get("token"))
    guard let token = try await store.token(hash: hash, of: account.id, now: now()) else { throw APIError.notFound }
    return (account, token)
  }

  /// The hash of a token's 40 digits, or the 64 digits that are one.
  private static func hash(ofParameter text: String?) -> [UInt8] {
    guard let text, text.utf8.count == 64, let hash = TextEncoding.decodeHex(text) else {
      return GatewayStore.hash(text ?? "")
    }
    return hash
  }

  private static func json(_ token: StoredToken, text: String?) -> JSONValue {
    .members([
      "id": .string(TextEncoding.hex(token.hash)), "token": text.flatMap { $0.utf8.count == 64 ? nil : .string($0) },
      "name": .string(token.name), field(token.kind): .string(token.device), "date_expires": date(token.expiresAt),
    ])
  }

  private static func field(_ kind: DeviceKind) -> String {
    "\(kind.rawValue)_device"
  }

  /// The query's name for where a page of the list begins.
  private static let cursorName = "after"
}

extension HTTPField.Name {
  static let link = HTTPField.Name("Link")!
}

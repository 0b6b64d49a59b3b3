import Foundation
import HTTPTypes
import Hummingbird
import Primitives

extension API {
  static let accountRoutes = [
    Route(method: .post, path: base + "accounts/") { try await $0.logIn($1, $2) },
    Route(method: .get, path: base + "accounts/") { api, request, _ in
      Response(status: .ok, json: Self.json(try await api.account(request)))
    },
    Route(method: .get, path: base + "accounts/{username}/") { api, request, context in
      Response(status: .ok, json: Self.json(try await api.ownAccount(request, context)))
    },
    Route(method: .delete, path: base + "accounts/{username}/") { api, request, context in
      try await api.store.deleteAccount(try await api.ownAccount(request, context).id)
      return Response(status: .noContent)
    },
  ]

  /// Creates an account, or logs in to it where the name exists. Each login has an API token of its own.
  private func logIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try take(limiters.login, "address " + client(request, context), "login")
    let fields = try await RequestFields(request)
    let username = try fields.required("username", limit: 30)
    let password = try fields.required("password", limit: 100)
    let email = try fields.text("email", limit: 100)
    try take(limiters.login, "name " + username, "login")
    var account = try await knownAccount(username, password)
    if account == nil { account = try await newAccount(username, password, email) }
    guard let account else { throw APIError.invalidCredentials }
    let token = TextEncoding.hex(Random.bytes(20))
    try await store.addAPIToken(hash: GatewayStore.hash(token), account: account.id, now: now())
    return Response(
      status: .ok,
      json: .members([
        "username": .string(account.username), "email": .string(account.email), "id": .string(account.id),
        "token": .string(token),
      ]))
  }

  private func knownAccount(_ username: String, _ password: String) async throws -> Account? {
    guard let (account, record) = try await store.account(named: username) else { return nil }
    guard let matches = try await passwords.run({ try record.matches(password) }) else { throw APIError.limited(after: 1) }
    guard matches else { throw APIError.invalidCredentials }
    return account
  }

  /// - Returns: `nil` where another request has taken the name meanwhile.
  private func newAccount(_ username: String, _ password: String, _ email: String?) async throws -> Account? {
    guard let record = try await passwords.run({ try PasswordRecord.make(password) }) else {
      throw APIError.limited(after: 1)
    }
    let account = Account(id: UUID().uuidString.lowercased(), username: username, email: email)
    switch try await store.create(account, record, now: now()) {
    case .created: return account
    case .usernameTaken: return nil
    case .emailTaken: throw APIError.bad("This email address is already in use.")
    }
  }

  /// - Throws: ``APIError/forbidden`` for another's name, whether there is such an account or not.
  private func ownAccount(_ request: Request, _ context: GatewayContext) async throws -> Account {
    let account = try await account(request)
    guard context.parameters.get("username")?.removingPercentEncoding == account.username else {
      throw APIError.forbidden
    }
    return account
  }

  private static func json(_ account: Account) -> JSONValue {
    .members(["username": .string(account.username), "email": .string(account.email), "id": .string(account.id)])
  }
}

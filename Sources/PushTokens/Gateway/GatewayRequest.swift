/// A request to our own gateway, in the ChatSecure push API v1 (specs/push.md section 2) with the resource `device/webpush/`
/// added for RFC 8030. Its bodies are JSON; its paths end in a slash.
package struct GatewayRequest: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  package let method: Method
  package let url: PushEndpoint
  /// Shown as `Authorization: Token …`.
  package let credential: GatewayCredential?
  /// `nil` for none.
  package let body: [UInt8]?

  /// Makes an account, or logs in to one that there is.
  package static func account(
    _ base: PushEndpoint, username: String, password: String
  ) throws(PushError) -> GatewayRequest {
    try GatewayRequest(.post, base, "accounts/", nil, ["username": username, "password": password])
  }

  /// Registers this device under its account.
  package static func device(
    _ base: PushEndpoint, _ credential: GatewayCredential, _ address: DeviceAddress
  ) throws(PushError) -> GatewayRequest {
    try GatewayRequest(.post, base, "device/\(address.kind.rawValue)/", credential, address.members)
  }

  /// Writes the registered device anew, such as with another device token. It keeps its id, and with it the tokens that were
  /// made for it: one that is registered beside it has none of them.
  package static func renewal(_ account: GatewayAccount, _ address: DeviceAddress) throws(PushError) -> GatewayRequest {
    try GatewayRequest(
      .put, account.base, "device/\(account.device.kind.rawValue)/\(account.device.id)/", account.credential,
      address.members)
  }

  /// Has a token made.
  package static func token(_ account: GatewayAccount) throws(PushError) -> GatewayRequest {
    try GatewayRequest(
      .post, account.base, "tokens/", account.credential, [account.device.kind.tokenMember: account.device.id])
  }

  /// Has a token forgotten.
  package static func revocation(of token: PushToken, _ account: GatewayAccount) throws(PushError) -> GatewayRequest {
    try GatewayRequest(.delete, account.base, "tokens/\(token.text)/", account.credential, nil)
  }

  /// Asks for the push service of XEP-0357 that belongs to the gateway.
  package static func service(_ base: PushEndpoint) throws(PushError) -> GatewayRequest {
    try GatewayRequest(.get, base, "pubsub/", nil, nil)
  }

  private init(
    _ method: Method, _ base: PushEndpoint, _ path: String, _ credential: GatewayCredential?, _ members: [String: String]?
  ) throws(PushError) {
    self.method = method
    url = try base.appending(path)
    self.credential = credential
    body = try members.map { (members) throws(PushError) in try GatewayJSON.encode(members) }
  }
}

extension PushEndpoint {
  /// The API's base, as a person writes it: a final slash is added.
  package static func gatewayBase(_ text: String) throws(PushError) -> PushEndpoint {
    try PushEndpoint(text.hasSuffix("/") ? text : text + "/")
  }

  /// A resource under an API's base.
  package func appending(_ path: String) throws(PushError) -> PushEndpoint {
    guard text.hasSuffix("/"), !text.contains("?") else { throw .invalidEndpoint }
    return try PushEndpoint(text + path)
  }

  /// The messages resource of a gateway with this base: what contacts are given.
  package var messages: PushEndpoint {
    get throws(PushError) { try appending("messages/") }
  }
}

import Primitives
package import PushTokens
package import XML

/// The client of our own gateway's REST API.
package struct GatewayClient: Sendable {
  private let client: OutwardClient

  package init(_ client: OutwardClient) {
    self.client = client
  }

  /// Makes an account under a random name and password, and registers this device under it.
  ///
  /// The password is kept nowhere: the credential is what counts, and whoever loses it registers anew.
  ///
  /// - Parameter base: the API's base URL.
  package func register(
    _ address: DeviceAddress, at base: PushEndpoint
  ) async throws(PushClientError) -> GatewayAccount {
    let username = TextEncoding.hex(Random.bytes(Self.usernameBytes))
    let password = TextEncoding.hex(Random.bytes(Self.passwordBytes))
    let credential = try await ask(
      { () throws(PushError) in try .account(base, username: username, password: password) }, GatewayAnswer.credential)
    return try await register(address, under: username, credential, at: base)
  }

  /// Registers this device anew under the account that there is, such as with another device token.
  ///
  /// It stays the same device where it can, and then the tokens that contacts hold go on waking it. It is another one where it
  /// is reached in another way, or the gateway has forgotten it.
  package func register(
    _ address: DeviceAddress, renewing account: GatewayAccount
  ) async throws(PushClientError) -> GatewayAccount {
    if address.kind == account.device.kind, let device = try await renew(account, address) {
      return GatewayAccount(
        base: account.base, username: account.username, credential: account.credential, device: device)
    }
    return try await register(address, under: account.username, account.credential, at: account.base)
  }

  /// - Returns: `nil` where the gateway knows no such device, or another device of the account has this registration: it is
  ///   the one to be then, which registering finds out.
  private func renew(
    _ account: GatewayAccount, _ address: DeviceAddress
  ) async throws(PushClientError) -> GatewayDevice? {
    let answer = try await send { () throws(PushError) in try .renewal(account, address) }
    if answer.status == 404 || answer.status == 400 { return nil }
    guard (200..<300).contains(answer.status) else { throw .refused(status: answer.status) }
    let device = try Self.read(answer.body) { (json) throws(PushError) in
      try GatewayAnswer.device(json, kind: address.kind)
    }
    return device
  }

  private func register(
    _ address: DeviceAddress, under username: String, _ credential: GatewayCredential, at base: PushEndpoint
  ) async throws(PushClientError) -> GatewayAccount {
    let device = try await ask({ () throws(PushError) in try .device(base, credential, address) }) {
      (json) throws(PushError) in
      try GatewayAnswer.device(json, kind: address.kind)
    }
    return GatewayAccount(base: base, username: username, credential: credential, device: device)
  }

  /// Has tokens made, one by one, as the API wants it.
  ///
  /// - Returns: those that were made before the gateway said no; at least one.
  package func makeTokens(_ count: Int, _ account: GatewayAccount) async throws(PushClientError) -> [TokenGrant] {
    var tokens: [TokenGrant] = []
    while tokens.count < count {
      do throws(PushClientError) {
        tokens.append(try await ask({ () throws(PushError) in try .token(account) }, GatewayAnswer.token))
      } catch {
        guard !tokens.isEmpty else { throw error }
        break
      }
    }
    return tokens
  }

  /// Has a token forgotten. One that the gateway does not know is.
  package func revoke(_ token: PushToken, _ account: GatewayAccount) async throws(PushClientError) {
    let status = try await send { () throws(PushError) in try .revocation(of: token, account) }.status
    guard (200..<300).contains(status) || status == 404 || status == 410 else { throw .refused(status: status) }
  }

  /// The gateway's push service for XMPP servers; `nil` if it has none.
  package func pushService(at base: PushEndpoint) async throws(PushClientError) -> JID? {
    let answer = try await send { () throws(PushError) in try .service(base) }
    if answer.status == 404 { return nil }
    guard answer.status == 200 else { throw .refused(status: answer.status) }
    return try Self.read(answer.body, GatewayAnswer.service)
  }

  private func ask<Value>(
    _ request: () throws(PushError) -> GatewayRequest, _ read: ([UInt8]) throws(PushError) -> Value
  ) async throws(PushClientError) -> Value {
    let answer = try await send(request)
    guard (200..<300).contains(answer.status) else { throw .refused(status: answer.status) }
    return try Self.read(answer.body, read)
  }

  private func send(
    _ request: () throws(PushError) -> GatewayRequest
  ) async throws(PushClientError) -> OutwardClient.Answer {
    let made: GatewayRequest
    do throws(PushError) { made = try request() } catch { throw .malformedAnswer(error) }
    var headers: [(String, String)] = []
    if made.body != nil { headers.append(("Content-Type", "application/json")) }
    if let credential = made.credential { headers.append(("Authorization", "Token \(credential.text)")) }
    return try await client.send(made.method.rawValue, to: made.url, headers: headers, body: made.body)
  }

  private static func read<Value>(
    _ body: [UInt8], _ read: ([UInt8]) throws(PushError) -> Value
  ) throws(PushClientError) -> Value {
    do throws(PushError) { return try read(body) } catch { throw .malformedAnswer(error) }
  }

  /// 30 hex digits: the longest name that the API takes.
  private static let usernameBytes = 15
  /// 100 hex digits: the longest password that the API takes.
  private static let passwordBytes = 50
}

import Pawl
import PushClient
import PushTokens
import Storage
import XML
import XMPPClient

/// The account's own side of push: tokens from the gateway, and the account's server (XEP-0357).
extension Messenger {
  /// Has the gateway make tokens, and hands them to the device.
  ///
  /// - Returns: what that leads to.
  func fetchTokens(_ count: Int) async throws -> [Action] {
    guard let account = try await device.pushAccount(), let gateway = account.gateway, !isFetchingTokens,
      now >= nextTokenFetch
    else { return [] }
    isFetchingTokens = true
    defer { isFetchingTokens = false }
    // A gateway that is down is not asked with every message.
    nextTokenFetch = now + Self.tokenFetchPause
    let grants = try await GatewayClient(outward).makeTokens(count, gateway)
    // Meanwhile another process may have registered this device elsewhere, where nobody knows them, or anew.
    guard try await device.pushAccount()?.isServedByTokens(of: account) == true else { return [] }
    return try await device.addTokens(grants.compactMap { FetchedToken($0) }, now: now)
  }

  /// Has the gateway forget tokens. What it does not answer to is asked again with the next login.
  func revoke(_ tokens: [PushToken]) async throws {
    let pending = try await device.revocations()
    guard let gateway = pending.account?.gateway else { return }
    for token in pending.tokens where tokens.contains(token) {
      try await GatewayClient(outward).revoke(token, gateway)
      try await device.noteRevoked([token])
    }
  }

  /// Has the account's server push to our service, if this device is registered at one: after each new session, since servers
  /// tie it to the session. After one that was resumed it still holds.
  @discardableResult
  package func enablePush() async throws -> PushState {
    guard try await device.isPushOn() else { return .off }
    guard let registered = try await device.pushAccount() else { return .notRegistered }
    guard let service = registered.service else { return .knocksOnly }
    guard PushNamespace.isOffered(in: try await client.discover(account)) else { return .unsupported }
    var (token, actions) = try await device.serverToken(now: now)
    await perform(actions)
    if token == nil {
      (token, actions) = try await device.serverToken(now: now)
      await perform(actions)
    }
    guard let token else { return .noToken }
    _ = try await client.request("set", PushEnabling(service, options: [PushNamespace.tokenOption: token.text]).element)
    return .enabled(service.jid)
  }

  /// Ends the account's server's pushes to this device. That there were none is no failure.
  package func disablePush() async throws {
    guard let service = try await device.pushAccount()?.service else { return }
    do throws(RequestError) {
      _ = try await client.request("set", PushDisabling(jid: service.jid, node: service.node).element)
    } catch {
      guard case .refused(let cause) = error, PushDisabling.isDone(afterRefusal: cause.condition) else { throw error }
    }
  }

  /// After a login. Push is no condition of anything else: what fails is told.
  func renewPush() async {
    do {
      try await enablePush()
    } catch let error as RequestError {
      announce.yield(.failed(.push, error))
    } catch {
      announce.yield(.storeFailed(error as? StorageError ?? .corrupt))
    }
  }

  /// What is wrong with push, for a device that is registered.
  func checkPush() async throws -> [Finding] {
    guard let registered = try await device.pushAccount() else { return [] }
    guard try await device.isPushOn() else { return [.pushIsOff] }
    var findings: [Finding] = []
    if let gateway = registered.gateway {
      do throws(PushClientError) {
        _ = try await GatewayClient(outward).pushService(at: gateway.base)
      } catch {
        findings.append(.gatewayFails(error))
      }
    }
    if try await device.tokens().unclaimed.isEmpty { findings.append(.noTokensLeft) }
    return findings
  }

  /// A minute.
  private static let tokenFetchPause: Int64 = 60
}

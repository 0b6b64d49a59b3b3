public import OMEMO
import Primitives
import PushTokens
import Storage
import Verification
import XML

/// What came of an invitation.
public struct AcceptedInvitation: Sendable {
  /// Who invites: a bare JID.
  public let jid: String
  /// The devices whose keys are pinned now.
  public let devices: [DeviceID]
  /// To be carried out before the first message.
  public let actions: [Action]
}

/// Invitations: a link, or a code of it, with an address and the key that it must lead to.
extension Device {
  /// A link that leads to this device: `xmpp:` with the fingerprint, as other OMEMO clients read it, too.
  ///
  /// - Parameters:
  ///   - withToken: whether a push token of the pool goes with it, by which whoever accepts it can wake this device at once.
  ///     Such a link is for one person, and no web page. In the ledger the token stands under our own address and no device,
  ///     since nobody knows yet who will have it.
  ///   - now: seconds since 1970.
  /// - Throws: ``InvitationError``: `noToken`, `store`.
  public func invitation(withToken: Bool = false, now: Int64) throws(InvitationError) -> String {
    do {
      let key = account.identity.agreementKey.publicKey
      let pushToken = withToken ? try store.transaction { try takeToken(now: now, $0) } : nil
      return try InviteLink(
        jid: account.jid,
        fingerprints: [.omemo2, .legacy].map { InviteLink.Fingerprint(version: $0, device: id.value, key: key) },
        pushToken: pushToken
      ).uri
    } catch {
      throw InvitationError(error)
    }
  }

  /// Accepts an invitation: its keys are pinned, so that a device with another one is refused from then on, and the push
  /// token is kept if there is one and the device may give us some.
  ///
  /// - Parameter isVerified: whether the link came by a way that nobody else could have changed, such as from the other's
  ///   screen. The user says so. Its keys then count as verified, else as trusted without that.
  public func accept(
    _ link: String, isVerified: Bool, now: Int64
  ) throws(InvitationError) -> AcceptedInvitation {
    do {
      let invite = try InviteLink(uri: link)
      let jid = invite.jid
      guard jid != account.jid, Self.account(jid.description) != nil else { throw InvitationError.invalidAddress }
      let devices = try invite.fingerprints.reduce(into: [DeviceID: X25519PublicKey]()) { devices, fingerprint in
        guard let id = DeviceID(fingerprint.device) else { throw InvitationError.malformed }
        devices[id] = fingerprint.key
      }
      let offer = try invite.pushToken.map { try Self.payload($0) }
      return try store.transaction { transaction in
        var actions: [Action] = []
        for (id, key) in devices.sorted(by: { $0.key < $1.key }) {
          switch try bind(.curve25519(key), to: id, of: jid, transaction) {
          case .bound: break
          case .otherKey: throw InvitationError.otherKey
          case .tooManyDevices: throw InvitationError.tooMany
          }
          guard let device = try transaction.device(id, of: jid) else { throw StorageError.corrupt }
          // What the user decided before stands, unless he has looked at the key now.
          if isVerified ? device.trust != .verified : device.trust == .undecided && device.decidedAt == nil {
            actions += try decide(isVerified ? .verified : .trusted, on: device, now: now, transaction).actions
          }
        }
        if let offer { try take(offer, from: jid, device: devices.keys.min(), now: now, transaction) }
        return AcceptedInvitation(
          jid: jid.description, devices: devices.keys.sorted(),
          actions: actions + Namespace.allCases.reversed().map { .fetchDeviceList(jid: jid.description, $0) })
      }
    } catch {
      throw InvitationError(error)
    }
  }

  /// Takes a token out of the pool, for whoever will accept.
  private func takeToken(now: Int64, _ transaction: borrowing Transaction) throws -> InviteLink.PushToken {
    let moment = DateTime(secondsSinceEpoch: now)
    guard try isPushOn(transaction), let endpoint = try transaction.pushAccount()?.endpoint,
      let token = try unclaimed(at: endpoint, moment, transaction).first
    else { throw InvitationError.noToken }
    try transaction.save(token.given(to: account.jid, device: nil, now: moment))
    return try InviteLink.PushToken(token: token.token.text, endpoint: endpoint.text)
  }

  /// Keeps the token of a link, by the rules for those that a device sends.
  private func take(
    _ offer: TokenPayload, from jid: JID, device: DeviceID?, now: Int64, _ transaction: borrowing Transaction
  ) throws {
    guard let device else { throw InvitationError.invalidToken }
    guard try mayHoldTokens(of: jid, device: device, transaction) else { return }
    do {
      try hold(offer, from: jid, device: device, now: now, transaction)
    } catch PushError.claimedByAnother {
      throw InvitationError.invalidToken
    }
  }

  private static func payload(_ token: InviteLink.PushToken) throws(InvitationError) -> TokenPayload {
    guard let text = try? PushToken(token.token), let endpoint = try? PushEndpoint(token.endpoint),
      let payload = try? TokenPayload(endpoint: endpoint, tokens: [TokenGrant(token: text, expires: nil)])
    else { throw .invalidToken }
    return payload
  }
}

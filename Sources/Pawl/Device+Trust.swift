public import OMEMO
import Primitives
public import Storage
import XML

/// A device of a contact, or another of our own account, as it is known here.
public struct KnownDevice: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  public let device: DeviceID
  /// `nil` until its bundle or a message of its has come.
  public let fingerprint: Fingerprint?
  public let trust: Trust
  /// In which versions of OMEMO the account's newest lists name it. Nothing is sent to a device that is in none.
  public let listings: Set<Namespace>
  /// Whether it had another key before: see ``Device/forgetKey(of:device:)``.
  public let isKnownOtherwise: Bool
}

extension Device {
  /// Every device of an account that was ever listed or heard of and has a key, and those that are listed now.
  public func devices(of jid: String) throws(TrustError) -> [KnownDevice] {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        try transaction.devices(of: jid).map { device in
          KnownDevice(
            jid: jid.description, device: device.id, fingerprint: device.identityKey.map { Fingerprint($0) },
            trust: device.trust, listings: device.listings, isKnownOtherwise: device.isKnownOtherwise)
        }
      }
    } catch {
      throw TrustError(error)
    }
  }

  /// Takes the user's decision on a device's key. When it is verified or distrusted, the verified devices of both accounts
  /// are told (XEP-0450), and what the device has said of others counts, or never will. Push tokens that a distrusted device
  /// was given are taken back: the next ``maintain(now:)`` asks for it.
  ///
  /// - Parameters:
  ///   - fingerprint: the one that the user was shown. Between showing and deciding the key may have become another one.
  ///   - now: seconds since 1970. Of two decisions on one key the later one counts, whichever device it was made on.
  public func setTrust(
    _ trust: Trust, in fingerprint: Fingerprint, of jid: String, device: DeviceID, now: Int64
  ) throws(TrustError) -> TrustOutcome {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      let outcome = try store.transaction { transaction in
        guard let record = try transaction.device(device, of: jid), let key = record.identityKey else {
          throw TrustError.unknownDevice
        }
        guard Fingerprint(key) == fingerprint else { throw TrustError.otherKey }
        return try decide(trust, on: record, now: now, transaction)
      }
      log.done("trust: \(trust.rawValue)", with: jid.description, device: device)
      return outcome
    } catch {
      throw log.refused("decision", TrustError(error))
    }
  }

  /// Gives up a device's key, and the sessions with it, so that it can come again under another key: after
  /// ``ReceiveError/identityChanged``, when the user knows why. That key inherits no trust, and under no policy is it trusted
  /// blindly.
  public func forgetKey(of jid: String, device: DeviceID) throws(TrustError) {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      try store.transaction { transaction in
        guard try transaction.device(device, of: jid) != nil else { throw TrustError.unknownDevice }
        try transaction.forgetIdentity(of: device, jid)
      }
      log.done("key given up", with: jid.description, device: device)
    } catch {
      throw log.refused("key", TrustError(error))
    }
  }

  /// Which keys may be written to. ``TrustPolicy/blindTrustBeforeVerification`` in a new store.
  public func trustPolicy() throws(StorageError) -> TrustPolicy {
    try reading { try $0.trustPolicy() }
  }

  /// Changes the policy. Decisions stay as they are: keys that were trusted blindly stay trusted.
  public func setTrustPolicy(_ policy: TrustPolicy) throws(StorageError) {
    try reading { try $0.set(policy) }
  }
}

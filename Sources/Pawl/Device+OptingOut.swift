public import Foundation
import OMEMO
public import Storage
import Verification
import XML

/// That encryption with a contact was ended.
public struct EndedEncryption: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  /// Whether a device of our own account ended it, and not the contact.
  public let isOurs: Bool
  public let since: Date
}

/// The end of encryption with a contact (XEP-0384 0.9, "opt-out"): what the end of a session was in OTR.
///
/// It is a state that stays until a person takes it back. As long as it lasts nothing is encrypted for the contact, so that
/// a text which was typed for one way does not go out on the other: ``encrypt(_:to:now:)`` throws
/// ``SendError/encryptionEnded(isOurs:)``, and whoever catches that must not send the text as it is, but asks the user.
/// Sessions and trust stay, push tokens are taken back. Messages that still come are read.
extension Device {
  /// Tells a contact, and our own other devices, that this user goes on without encryption.
  ///
  /// - Parameters:
  ///   - reason: what the contact is shown.
  ///   - now: seconds since 1970.
  public func endEncryption(
    with jid: String, reason: String? = nil, now: Int64
  ) throws(SendError) -> EncryptedStanza {
    guard let to = try? JID(jid), to.bare != account.jid else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        var encrypted = try encrypt(
          [OptOut(reason: reason).element], to: to, for: [to.bare, account.jid], now: now, transaction)
        try transaction.keep(OptOutRecord(jid: to.bare, isOurs: true, madeAt: now))
        try revokeTokens(ofPersonAt: to, transaction)
        encrypted.actions += try revocations(transaction)
        return encrypted
      }
    } catch {
      throw SendError(error)
    }
  }

  /// Takes an end of encryption back, whoever had ended it: at the user's word, never by itself.
  public func resumeEncryption(with jid: String) throws(TrustError) {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    do {
      try store.transaction { transaction in
        while let ended = try endedEncryption(with: jid, transaction) { try transaction.deleteOptOut(with: ended.jid) }
      }
    } catch {
      throw TrustError(error)
    }
  }

  /// The end of encryption with a person, at whichever of the addresses of a key it was made.
  func endedEncryption(with jid: JID, _ transaction: borrowing Transaction) throws -> OptOutRecord? {
    guard (try? KeyAddress(jid)) != nil else { return try transaction.optOut(with: jid) }
    return try transaction.optOuts().first { KeyAddress.areSameIdentity($0.jid, jid) }
  }

  /// The contacts with whom encryption was ended.
  public func endedEncryption() throws(StorageError) -> [EndedEncryption] {
    try reading { transaction in
      try transaction.optOuts().map {
        EndedEncryption(
          jid: $0.jid.description, isOurs: $0.isOurs, since: Date(timeIntervalSince1970: Double($0.madeAt)))
      }
    }
  }

  /// Takes an opt-out from an envelope's content.
  ///
  /// It counts from devices only that we would write to. A server that slips a ghost device into an account could
  /// otherwise have the user asked to go on in the clear.
  ///
  /// - Parameter contact: whom the conversation is with: the sender, or of a copy of our own whom it was sent to.
  func takeOptOut(
    from content: [Element], with contact: JID, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Event? {
    guard contact != account.jid, let element = content.first(where: { OptOut.isOptOut($0) }),
      let optOut = try? OptOut(element), let device = try transaction.device(incoming.device, of: incoming.jid),
      try transaction.trustPolicy().allowsSending(to: device.trust)
    else { return nil }
    try transaction.keep(OptOutRecord(jid: contact, isOurs: incoming.jid == account.jid, madeAt: incoming.now))
    try revokeTokens(ofPersonAt: contact, transaction)
    return .encryptionEnded(contact: contact.description, reason: optOut.reason)
  }
}

import OMEMO
public import Storage
import XML

extension Device {
  /// What is to be done about a stanza that ``receive(_:now:)`` or ``receive(_:fromOccupant:now:)`` refused. It changes
  /// nothing.
  ///
  /// - Parameter occupant: the JID of the account behind the sender of a room's stanza.
  public func remedy(
    for error: ReceiveError, to stanza: String, fromOccupant occupant: String? = nil
  ) throws(StorageError) -> Remedy {
    switch error {
    case .duplicate, .ownMessage, .ownIdentity, .forgedWrapper: return .ignore
    case .malformed, .exchangeMismatch, .unsupportedVersion, .wrongSender, .wrongRecipient, .tooManyDevices,
      .store(.corrupt):
      return .notice
    case .store: return .retry
    case .notForThisDevice, .noSession, .undecryptable, .tooFarAhead, .unknownPreKey, .unknownSignedPreKey,
      .identityChanged:
      break
    }
    guard let element = try? Element.parse(Array(stanza.utf8)),
      let message = try? EncryptedMessage(Delivery(element, account: account.jid).message),
      let from = occupant.map({ try? JID($0).bare }) ?? message.from.bare
    else { return .notice }
    guard error != .notForThisDevice,
      let encrypted = message.encrypted.first(where: { !$0.keys(for: id, of: account.jid).isEmpty })
    else { return message.encrypted.allSatisfy { $0.payload == nil } ? .ignore : .notice }
    let sender = Recipient(jid: from.description, device: encrypted.sender)
    if error == .identityChanged { return .reviewKey(sender) }
    return try reading { transaction in
      guard try transaction.device(sender.device, of: from)?.trust != .distrusted else { return .notice }
      guard let newest = try transaction.newestNamespace(of: sender.device, from) else {
        return .startSession(sender, encrypted.namespace)
      }
      return .offerRepair(sender, max(newest, encrypted.namespace))
    }
  }
}

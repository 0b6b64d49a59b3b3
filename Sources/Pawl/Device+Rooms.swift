import OMEMO
import Storage
import XML

/// Messages in a room (XEP-0045; XEP-0384 0.9, section 5.8). The room has to be non-anonymous, so that whose devices are to
/// read a message, and whose device sent one, is known; and members-only, so that who reads does not depend on who is there.
extension Device {
  /// Encrypts a text for every trusted device of a room's members and of our own account.
  ///
  /// - Parameters:
  ///   - room: the room's bare JID.
  ///   - members: the JIDs of all that may read it, also of those that are away: the room's owners, admins and members.
  /// - Throws: ``SendError``; `tooManyRecipients` above 1000 accounts or 2000 devices.
  public func encrypt(
    _ text: String, toRoom room: String, members: [String], now: Int64
  ) throws(SendError) -> EncryptedStanza {
    guard let room = try? JID(room).bare else { throw .invalidJID }
    guard members.count <= OMEMOLimits.accountsPerMessage else { throw .tooManyRecipients }
    let body = Element("body", namespace: "jabber:client", text: text)
    do {
      let accounts = try members.map { (text) throws(SendError) in try member(text) } + [account.jid]
      return log.encrypted(
        try store.transaction { transaction in
          try encrypt([body], to: room, isGroupchat: true, for: accounts, now: now, transaction)
        })
    } catch {
      throw log.refused("text", SendError(error))
    }
  }

  /// Decrypts a `<message type='groupchat'/>` that a room sent.
  ///
  /// - Parameter occupant: the JID of the account behind the occupant that the stanza is `from`, as the room's presence
  ///   told it. The stanza itself says no more than a nickname, which anybody could have.
  public func receive(
    _ stanza: String, fromOccupant occupant: String, now: Int64
  ) throws(ReceiveError) -> ReceivedStanza {
    do {
      guard let occupant = try? JID(occupant).bare else { throw ReceiveError.malformed }
      let message = try addressed(stanza, occupant: occupant)
      return log.received(try committed({ $0.withoutStanzas }) { try receive(message, now: now, $0) })
    } catch {
      throw log.refused("stanza", ReceiveError(error))
    }
  }
}

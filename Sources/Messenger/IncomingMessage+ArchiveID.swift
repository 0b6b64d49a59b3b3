package import XML
package import XMPPClient

extension IncomingMessage {
  /// Our own archive's id of the message (XEP-0359), which our server has put on it: within a carbon, too, which is believed
  /// from our own account only. `nil` for one of a room, which stands in the room's archive.
  ///
  /// - Parameter account: our own bare address. A contact can put on any id in the name of another archive, and in the name
  ///   of ours where the server does not take such off (see ``ArchiveProgress/learn(account:server:)``).
  package func archiveID(of account: JID) -> String? {
    guard message.attribute("type") != "groupchat" else { return nil }
    let stamps = message.elements("stanza-id", "urn:xmpp:sid:0").filter { stamp in
      stamp.attribute("by").flatMap { try? JID($0) } == account
    }
    guard stamps.count == 1, let id = stamps[0].attribute("id"), !id.isEmpty else { return nil }
    return id
  }
}

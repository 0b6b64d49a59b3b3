package import XML
package import XMPPClient

extension Messenger {
  /// The account's contact list.
  package func contacts() async throws -> [Contact] {
    try await client.contacts()
  }

  /// Makes somebody a contact: each may see the other's presence, as soon as they agree.
  package func add(contact jid: JID) async throws {
    try await client.add(contact: jid)
    try await device.allowTokens(for: jid.description)
  }

  /// Takes somebody off the list, and our push tokens back from him.
  package func remove(contact jid: JID) async throws {
    try await client.remove(contact: jid)
    try await revokeTokens(of: jid)
  }

  /// Takes our push tokens back from a contact, who gets no more.
  package func revokeTokens(of jid: JID) async throws {
    let tokens = try await device.revokeTokens(of: jid.description)
    if !tokens.isEmpty { await perform([.revokeTokens(tokens)]) }
  }

  /// Tells of somebody who wants to see our presence. Nobody but the user says yes: it says when he is there.
  func takeContactRequest(_ presence: Element) {
    guard presence.attribute("type") == "subscribe", let from = presence.attribute("from").flatMap({ try? JID($0) }) else {
      return
    }
    announce.yield(.contactRequest(from: from.bare.description))
  }
}

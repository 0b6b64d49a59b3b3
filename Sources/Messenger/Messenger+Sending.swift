package import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Sends a text to all trusted devices of a contact and to our own others, after fetching what is missing for that.
  ///
  /// - Returns: who can read it. The connection has it; ``close()`` waits for the server to take it.
  /// - Throws: ``SendError``, ``RequestError``.
  package func send(_ text: String, to jid: String) async throws -> EncryptedStanza {
    try await fetchMissing(for: [jid])
    return try await send { try await device.encrypt(text, to: jid, now: now) }
  }

  /// Sends push tokens to the devices of a contact that take them.
  package func sendTokens(_ count: Int, endpoint: String, to jid: String) async throws -> EncryptedStanza {
    try await fetchMissing(for: [jid])
    return try await send { try await device.encryptTokens(count, endpoint: endpoint, to: jid, now: now) }
  }

  /// Sends a text to a room's members, after asking who they are.
  package func send(_ text: String, toRoom room: String) async throws -> EncryptedStanza {
    let members = try await members(of: room)
    try await fetchMissing(for: members)
    return try await send { try await device.encrypt(text, toRoom: room, members: members, now: now) }
  }

  /// Begins a session with a device anew, from its bundle of now.
  ///
  /// - Throws: ``SendError``, ``RequestError``, ``ImportError``.
  package func beginSession(with peer: Recipient, _ namespace: Namespace) async throws {
    await perform([.fetchBundle(jid: peer.jid, device: peer.device, namespace)])
    let stanza = try await device.repair(peer.jid, device: peer.device, now: now)
    try await client.send(Element.parse(Array(stanza.utf8)))
  }

  private func send(_ encrypt: () async throws -> EncryptedStanza) async throws -> EncryptedStanza {
    let sent = try await encrypt()
    try await client.send(Element.parse(Array(sent.stanza.utf8)))
    return sent
  }

  /// Lists once a session and account, since nobody tells us of the lists of those who are no contacts; bundles as needed.
  private func fetchMissing(for accounts: [String]) async throws {
    for jid in accounts where fetchedLists.insert(jid).inserted {
      await perform(Namespace.allCases.reversed().map { .fetchDeviceList(jid: jid, $0) })
    }
    await perform(try await device.missing(for: accounts))
  }
}

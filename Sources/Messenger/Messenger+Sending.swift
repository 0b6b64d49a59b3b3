package import Pawl
import XML
import XMPPClient

extension Messenger {
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
    try await post(device.repair(peer.jid, device: peer.device, now: now))
  }

  func send(_ encrypt: () async throws -> EncryptedStanza) async throws -> EncryptedStanza {
    let sent = try await encrypt()
    try await post(sent.stanza)
    // What could be fetched for the next message has been, before this one.
    await perform(sent.actions.filter(\.isAboutTokens))
    return sent
  }

  /// Sends a stanza, now or, for an account that stays online, with the next login. Its key is used up: it must not get lost.
  func post(_ stanza: String) async throws {
    outbox.append(try Element.parse(Array(stanza.utf8)))
    do throws(RequestError) {
      try await flush()
    } catch {
      guard error == .offline, archive != nil else { throw error }
    }
  }

  /// Takes messages back that a lost connection may have lost. Those that did arrive come a second time so soon that the
  /// ratchets of those who get them still know them.
  func takeBack(_ stanzas: [Element]) {
    let messages = stanzas.filter { $0.name == "message" }
    let givenUp = suspects.givenUp(of: messages)
    outbox = messages.filter { !givenUp.contains($0) } + outbox
    for message in givenUp {
      announce.yield(
        .undelivered(
          to: message.attribute("to") ?? account.description, reason: XMLStreamCondition.policyViolation.rawValue))
    }
  }

  /// Sends what waits, in order.
  func flush() async throws(RequestError) {
    guard isOnline else { throw .offline }
    guard !isFlushing else { return }
    isFlushing = true
    defer { isFlushing = false }
    while let next = outbox.first {
      do throws(RequestError) {
        try await client.send(next)
        remove(next)
      } catch {
        // One that cannot be written never will be.
        if case .unwritable = error { remove(next) }
        guard error == .backlog else { throw error }
        try? await Task.sleep(for: Self.backlogPause)
      }
    }
  }

  /// It may no longer be the first, if others were taken back while it was sent.
  private func remove(_ stanza: Element) {
    if let index = outbox.firstIndex(of: stanza) { outbox.remove(at: index) }
  }

  /// 20 ms: the server acknowledges within a round trip.
  private static let backlogPause = Duration.milliseconds(20)

  /// Lists once a session and account, since nobody tells us of the lists of those who are no contacts; bundles as needed.
  func fetchMissing(for accounts: [String]) async throws {
    for jid in accounts where fetchedLists.insert(jid).inserted {
      await perform(Namespace.allCases.reversed().map { .fetchDeviceList(jid: jid, $0) })
    }
    await perform(try await device.missing(for: accounts))
  }
}

extension Action {
  /// Push tokens for the contact, or for the pool that they come from.
  fileprivate var isAboutTokens: Bool {
    switch self {
    case .send, .fetchTokens, .revokeTokens: true
    case .publishBundle, .publishDeviceList, .fetchDeviceList, .fetchBundle, .publishDeviceStatement, .publishAddressList,
      .fetchDeviceStatements, .fetchAddressList:
      false
    }
  }
}

package import Pawl
import XML
import XMPPClient

/// People who have their key at several hosts: a text goes to the first address that can be reached.
extension Messenger {
  /// Sends a text to all trusted devices of a contact and to our own others, after fetching what is missing for that. When
  /// the server of the contact's address cannot be reached, and the contact has signed a list of others, it goes to the
  /// next one that can.
  ///
  /// - Returns: who can read it. The connection has it; ``close()`` waits for the server to take it.
  /// - Throws: ``SendError``, ``RequestError``, ``AddressError``.
  package func send(_ text: String, to jid: String) async throws -> EncryptedStanza {
    try await send(text, toFirstOf: try await device.addresses(of: jid, now: now))
  }

  private func send(_ text: String, toFirstOf addresses: [String]) async throws -> EncryptedStanza {
    var others = addresses[...]
    while let address = others.popFirst() {
      try await fetchMissing(for: [address])
      // What was just fetched may have shown that nobody is there.
      if !others.isEmpty, try await device.addresses(of: address, now: now).first != address { continue }
      do {
        let sent = try await send { try await device.encrypt(text, to: address, now: now) }
        knockAfterSending(to: address)
        if !others.isEmpty, let id = try? Element.parse(Array(sent.stanza.utf8)).attribute("id") {
          parcels.keep(ParcelLedger.Parcel(text: text, address: address, others: Array(others)), id: id)
        }
        return sent
      } catch SendError.noDevices where !others.isEmpty {
        // Nobody has published anything there.
      }
    }
    throw SendError.noDevices
  }

  /// Takes an error stanza. Anybody can send one, so it has no effect but that a text is encrypted for other devices of the
  /// same person; and only the address that the text went to can bring that about.
  func takeBounce(_ incoming: IncomingMessage) async {
    guard incoming.way == .direct, let id = incoming.message.attribute("id"),
      let from = incoming.message.attribute("from").flatMap({ try? JID($0) }), let parcel = parcels.take(id)
    else { return }
    guard from.bare.description == parcel.address else { return parcels.keep(parcel, id: id) }
    let cause = StanzaError(incoming.message)
    guard cause.isServerUnreachable else {
      announce.yield(.undelivered(to: parcel.address, reason: cause.condition))
      return
    }
    await note(isReachable: false, parcel.address)
    // Asked of the next one: at this one nobody answers.
    inquire(.moveOn(parcel, id: id, reason: cause.condition), of: parcel.others.first.flatMap { try? JID($0) } ?? from)
  }

  /// Sends a text that could not be delivered to the next address.
  func moveOn(_ parcel: ParcelLedger.Parcel, _ reason: String) async {
    do {
      _ = try await send(parcel.text, toFirstOf: parcel.others)
      announce.yield(.movedOn(from: parcel.address, to: parcel.others[0]))
    } catch {
      announce.yield(.undelivered(to: parcel.address, reason: reason))
    }
  }

  func note(isReachable: Bool, _ jid: String) async {
    do throws(AddressError) {
      try await device.note(isReachable: isReachable, jid, now: now)
    } catch {
      if case .store(let error) = error { announce.yield(.storeFailed(error)) }
    }
  }
}

extension StanzaError {
  /// Whether the other's server does not exist, or is away (RFC 6120 section 8.3.3).
  var isServerUnreachable: Bool {
    condition == "remote-server-not-found" || condition == "remote-server-timeout"
  }
}

extension RequestError {
  var isServerUnreachable: Bool {
    if case .refused(let cause) = self { cause.isServerUnreachable } else { false }
  }
}

import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Takes a message: a list that was published, something encrypted, or a text in the clear.
  ///
  /// - Returns: whether it is on disk, or of no use. `false` if the store could not take it before the end: neither it nor
  ///   what comes after it may then be acknowledged, so that the server keeps them for the next login.
  func take(_ incoming: IncomingMessage) async -> Bool {
    guard !hasGivenUp else { return false }
    let message = incoming.message
    if let event = PubSubEvent(incoming) {
      await take(event)
    } else if message.attribute("type") == "error" {
      await takeBounce(incoming)
    } else if Namespace.allCases.contains(where: { !message.elements("encrypted", $0.rawValue).isEmpty }) {
      return await takeEncrypted(incoming)
    } else {
      takeMembership(message)
      tellUnencrypted(incoming)
    }
    return true
  }

  private func tellUnencrypted(_ incoming: IncomingMessage) {
    let message = incoming.message
    guard incoming.way != .sentCarbon, let from = message.attribute("from"),
      let text = message.elements("body", "jabber:client").first?.text, !text.isEmpty
    else { return }
    announce.yield(.unencrypted(from: from, text: text))
  }

  private func take(_ event: PubSubEvent) async {
    let owner = event.owner.description
    // All of the node is fetched: what it has, and what it lacks of ours, shows only together.
    if event.node == Device.deviceStatementNode { return await follow([.fetchDeviceStatements(jid: owner)]) }
    if event.node == Device.addressListNode { return await follow([.fetchAddressList(jid: owner)]) }
    guard let namespace = Namespace.allCases.first(where: { $0.deviceListNode == event.node }),
      let payload = event.items.last?.payload
    else { return }
    do {
      await follow(try await importDeviceList(payload, of: owner))
      // What is being fetched at the moment may be an older one, and be taken for the newer.
      if inquiring[event.owner.bare] != nil { await follow([.fetchDeviceList(jid: owner, namespace)]) }
      await perform(try await device.supplyDueTokens(now: now))
    } catch {
      announce.yield(.refused(jid: owner, error as? ImportError ?? .malformed))
    }
  }

  private func takeEncrypted(_ incoming: IncomingMessage) async -> Bool {
    // What was read from the wire can be written.
    guard let stanza = try? incoming.stanza.serialized() else { return true }
    let from = incoming.message.attribute("from") ?? ""
    let occupant = occupant(incoming.message)
    if incoming.message.attribute("type") == "groupchat", occupant == nil {
      announce.yield(.unreadable(from: from, .wrongSender, .notice))
      return true
    }
    var isTold = false
    while true {
      do throws(ReceiveError) {
        let received =
          if let occupant {
            try await device.receive(stanza, fromOccupant: occupant.jid, now: now)
          } else {
            try await device.receive(stanza, now: now)
          }
        await take(received, room: occupant?.room)
        return true
      } catch {
        guard case .store(let cause) = error, cause != .corrupt else {
          await take(error, stanza: stanza, from: from, occupant: occupant?.jid)
          return true
        }
        if !isTold { announce.yield(.storeFailed(cause)) }
        isTold = true
        if !isLeaving { try? await Task.sleep(for: Self.storePause) }
        if isLeaving {
          hasGivenUp = true
          return false
        }
      }
    }
  }

  /// 1 s between attempts to hand a stanza to a store that is busy, full or suspended: none of that ends sooner by asking.
  private static let storePause = Duration.seconds(1)

  func take(_ received: ReceivedStanza, room: String? = nil) async {
    announce.yield(.received(received, room: room))
    if received.sender.identity != received.sender.jid { await note(isReachable: true, received.sender.jid) }
    await follow(received.actions)
    if room == nil { learnWhetherTokensAreTaken(received.sender) }
  }

  /// Where there is no session at all one is begun; everything else is the user's to decide.
  func take(_ error: ReceiveError, stanza: String, from: String, occupant: String? = nil) async {
    let remedy = (try? await device.remedy(for: error, to: stanza, fromOccupant: occupant)) ?? .retry
    if remedy == .ignore { return }
    announce.yield(.unreadable(from: from, error, remedy))
    if case .startSession(let sender, let namespace) = remedy, let owner = try? JID(sender.jid) {
      inquire(.beginSession(sender, namespace), of: owner)
    }
  }

  func repair(_ peer: Recipient, _ namespace: Namespace) async {
    do {
      try await beginSession(with: peer, namespace)
    } catch let error as RequestError {
      announce.yield(.failed(.action(.fetchBundle(jid: peer.jid, device: peer.device, namespace)), error))
    } catch {
      // The peer has no bundle, or too many sessions were begun today: it stays unreadable, as was told.
    }
  }
}

package import Pawl
import PushClient
import PushTokens
import XML
import XMPPClient

/// Waking contacts.
extension Messenger {
  /// Knocks at a contact, if the policy says so. When the endpoint does not know a token, the next one is tried.
  ///
  /// - Returns: what was decided, and what the endpoint said to the last knock.
  package func knock(
    at jid: String, trigger: KnockTrigger, isDryRun: Bool = false
  ) async throws -> (decision: KnockDecision, response: KnockResponse?) {
    // What no presence would change is not asked for: nobody's server hears of it then.
    let first = try await decision(jid, .unavailable, trigger)
    guard case .knock = first else { return (first, nil) }
    let contact = try JID(jid).bare
    try await learnWhetherWoken(contact)
    let presence = try await presence(of: contact)
    if isDryRun { return (try await decision(jid, presence, trigger), nil) }
    var response: KnockResponse?
    for _ in 0..<Self.attempts {
      let knock = try await device.knock(
        at: jid, presence: presence, trigger: trigger, now: now, allowingLoopback: allowsLocal)
      guard let request = knock.request else { return (knock.decision, response) }
      var status: Int?
      do throws(PushClientError) {
        status = try await outward.post(request)
      } catch {
        announce.yield(.pushFailed(error))
      }
      response = try await device.noteKnock(request, status: status)
      if response != .unknownToken { return (knock.decision, response) }
    }
    return (.refrain(.noToken), response)
  }

  /// Knocks beside what goes on, after a message was sent; ``close()`` waits for it.
  func knockAfterSending(to jid: String) {
    knockCount += 1
    let number = knockCount
    knocks[number] = Task {
      do {
        let (decision, response) = try await knock(at: jid, trigger: .message)
        announce.yield(.knocked(jid: jid, decision, response))
      } catch {
        announce.yield(.knocked(jid: jid, .refrain(.presenceUnknown), nil))
      }
      knocks[number] = nil
    }
  }

  /// Takes somebody's presence.
  func notePresence(_ presence: Element) async {
    guard let contact = presences.take(presence) else { return }
    try? await device.noteAvailable(contact.description)
  }

  /// Whether a contact is there. An account that is not there for others is told of nobody's presence, until it says that it is
  /// there itself: it does, in a way that gets it no messages (RFC 6121 section 4.7.2.3), and only for this.
  private func presence(of contact: JID) async throws -> ContactPresence {
    if subscriptions == nil {
      subscriptions = Dictionary(try await client.contacts().map { ($0.jid, $0.subscription) }) { first, _ in first }
    }
    let isTold = [.to, .both].contains(subscriptions?[contact])
    guard isTold else { return presences.presence(of: contact, isTold: false) }
    if archive == nil, !isQuietlyThere {
      isQuietlyThere = true
      let priority = Element("priority", namespace: XMLStreamHeader.clientNamespace, text: "-1")
      try await client.send(Element("presence", namespace: XMLStreamHeader.clientNamespace, children: [priority]))
    }
    // A contact at another server takes a round trip to it.
    for _ in 0..<Self.presenceChecks where presences.presence(of: contact, isTold: false) == .unknown {
      try await Task.sleep(for: Self.presenceCheckInterval)
    }
    return presences.presence(of: contact, isTold: true)
  }

  /// Asks, once a session, whether a contact's server does push for him. It tells those only who may see his presence.
  private func learnWhetherWoken(_ contact: JID) async throws {
    guard askedAboutPush.insert(contact).inserted else { return }
    let query: Element
    do throws(RequestError) {
      query = try await client.discover(contact)
    } catch {
      // Where nothing is told, what was known before is believed.
      guard case .refused = error else { throw error }
      return
    }
    try await device.note(isWokenByServer: PushNamespace.isOffered(in: query), contact.description)
  }

  /// Asks, once a session, the client behind a message of the legacy wire whether it takes push tokens.
  func learnWhetherTokensAreTaken(_ sender: Sender) {
    guard sender.namespace == .legacy, let client = try? JID(sender.address), !client.isBare, client.bare != account,
      askedAboutTokens.count < Self.askedAtMost, !askedAboutTokens.contains(client),
      inquire(.tokenSupport(sender), of: client)
    else { return }
    askedAboutTokens.insert(client)
  }

  func askAboutTokens(_ sender: Sender) async {
    guard let client = try? JID(sender.address), let query = try? await self.client.discover(client) else { return }
    let takesTokens = query.elements.contains { $0.name == "feature" && $0.attribute("var") == Device.tokenFeature }
    try? await device.note(understandsTokens: takesTokens, device: sender.device, of: sender.jid)
    if takesTokens, let supply = try? await device.supplyDueTokens(now: now) { await perform(supply) }
  }

  private func decision(
    _ jid: String, _ presence: ContactPresence, _ trigger: KnockTrigger
  ) async throws -> KnockDecision {
    try await device.knockDecision(
      at: jid, presence: presence, trigger: trigger, now: now, allowingLoopback: allowsLocal)
  }

  /// 5 tokens that the endpoint does not know; the rest wait for the next message.
  private static let attempts = 5
  /// 5 s in all.
  private static let presenceChecks = 50
  private static let presenceCheckInterval = Duration.milliseconds(100)
  /// Clients that are asked in one session. Anybody may write from ever new ones.
  private static let askedAtMost = 1000
}

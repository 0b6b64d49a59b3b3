import Logging
package import XML

extension Client {
  /// Begins a session, the last one being lost.
  func begin(
    _ connection: Connection, _ address: JID, _ mechanism: SASLMechanism?, features: Element, acknowledged: UInt32?
  ) throws {
    if let acknowledged { try? management.acknowledge(acknowledged) }
    let unconfirmed = management.unacknowledged
    fail()
    session += 1
    management = StreamManagement()
    self.connection = connection
    self.address = address
    // What goes out now is in the server's hands in this order: counting starts with the first, and presence, upon
    // which it sends what waited, comes when carbons are on.
    if features.offersManagement { try connection.write(management.enable()) }
    if configuration.isAvailable {
      try send(.iq("set", id: Identifier.random(), to: nil, Element("enable", namespace: XMPPNamespace.carbons)))
      try send(capabilities.presence)
    }
    if !unconfirmed.isEmpty { announce.yield(.unconfirmed(unconfirmed)) }
    if let mechanism { online(address, mechanism, resumed: false) }
  }

  /// Goes on with the last session (XEP-0198 section 5): what the server does not have is sent again.
  func resume(
    _ connection: Connection, _ mechanism: SASLMechanism?, _ resumption: Resumption, acknowledged: UInt32
  ) throws {
    try management.resume(resumption, acknowledged: acknowledged)
    self.connection = connection
    for stanza in management.unacknowledged { try connection.write(.element(stanza)) }
    try connection.write(StreamManagement.request)
    if let address, let mechanism { online(address, mechanism, resumed: true) }
  }

  private func online(_ address: JID, _ mechanism: SASLMechanism, resumed: Bool) {
    configuration.logger.info(
      "online", metadata: ["mechanism": "\(mechanism.rawValue)", "resumed": "\(resumed)"])
    announce.yield(.online(address, mechanism, resumed: resumed))
  }

  /// Takes leave of a connection. Requests wait on if the session may be resumed: their answers then come.
  func leave() {
    connection = nil
    if management.resumption == nil { fail() }
  }

  /// Ends the waiting for answers that will not come.
  func fail() {
    for request in requests.values { request.answer.resume(returning: .failure(.offline)) }
    requests = [:]
    queries = [:]
  }

  /// Sends a stanza. It is out of the app's hands with that. Where the server does stream management it will be sent again
  /// if the connection is lost and the session resumed; if it cannot be, ``ClientEvent/unconfirmed(_:)`` names it.
  package func send(_ stanza: Element) throws(RequestError) {
    guard let connection else { throw .offline }
    let output = StreamOutput.element(stanza)
    do throws(XMLError) {
      _ = try output.serialized()
    } catch {
      throw .unwritable(error)
    }
    try management.send(stanza)
    try? connection.write(output)
    trace("sent", stanza)
    // A message is to be known to have arrived; of all else, so many must not wait for the next minute's request that
    // nothing more can be sent. A stranger can make us answer them.
    if management.isOn, stanza.name == "message" || management.unacknowledged.count % Self.acknowledgedAtOnce == 0 {
      try? connection.write(StreamManagement.request)
    }
  }

  /// 64 of 1024 at most.
  private static let acknowledgedAtOnce = 64

  /// The app has stored what came with this receipt, or has no use for it: the server need not send it again.
  ///
  /// To be called after the transaction that stores the message and not before (XEP-0198 section 4): a message that was
  /// acknowledged, and then lost in a crash, is lost for good.
  package func handled(_ receipt: Receipt) {
    unhandled -= 1
    unhandledBytes -= receipt.size
    if receipt.session == session, let number = receipt.number { management.handle(number) }
  }

  func receive(_ element: Element) throws(ConnectionError) {
    try element.checkNoStreamError()
    if element.namespace == XMPPNamespace.management {
      if let answer = try management.receive(element) { try? connection?.write(answer) }
      return
    }
    guard element.isStanza, let address else { return }
    trace("received", element)
    // The app has it since before the connection was lost, or is done with it: it is only counted again.
    let isRepeated = management.isRepeating
    let receipt = Receipt(session: session, number: management.receive(), size: element.footprint)
    guard !isRepeated else { return }
    switch element.name {
    case "message": receiveMessage(element, receipt, own: address)
    case "presence": deliver(.presence(element, receipt), receipt)
    default:
      if element.isReply { receiveAnswer(element, own: address) } else { serve(element) }
      settle(receipt)
    }
  }

  /// A stanza that the reader did not take is done with. It is counted as the others are, or the server would count wrong.
  func refuse(_ error: XMLError) {
    configuration.logger.notice("a stanza was refused", metadata: ["error": "\(error)"])
    if let number = management.receive() { management.handle(number) }
  }

  private func receiveMessage(_ stanza: Element, _ receipt: Receipt, own: JID) {
    switch MessageRoute(stanza, own: own) {
    case .message(let message): return deliver(.message(message, receipt), receipt)
    case .archived(let message, let query): queries[query]?.receive(message)
    case .forged: break
    }
    settle(receipt)
  }

  private func deliver(_ event: ClientEvent, _ receipt: Receipt) {
    unhandled += 1
    unhandledBytes += receipt.size
    announce.yield(event)
  }

  /// For what the app is not told of.
  private func settle(_ receipt: Receipt) {
    if let number = receipt.number { management.handle(number) }
  }

  /// Answers a request: with our features to whoever knows our full address, and with a refusal to anything else.
  private func serve(_ request: Element) {
    guard let id = request.attribute("id"), ["get", "set"].contains(request.attribute("type")) else { return }
    var answer = request.refusal("service-unavailable")
    if request.attribute("type") == "get", let query = request.elements("query", XMPPNamespace.discoInfo).first {
      answer =
        capabilities.answer(to: query).map { .iq("result", id: id, to: request.attribute("from"), $0) }
        ?? request.refusal("item-not-found")
    }
    try? send(answer)
  }

  /// What kind of stanza it is, and whose: nothing of what it says, and no id, which some clients make of secrets.
  private func trace(_ way: String, _ stanza: Element) {
    configuration.logger.trace(
      "\(way)",
      metadata: [
        "stanza": "\(stanza.name)", "type": "\(stanza.attribute("type") ?? "")", "from": "\(stanza.attribute("from") ?? "")",
        "to": "\(stanza.attribute("to") ?? "")",
      ])
  }
}

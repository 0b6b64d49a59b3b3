import Testing
import XML
import XMPPClient

@Suite("Publishing (XEP-0060, XEP-0163)")
struct PublishingTests {
  /// An account that answers requests with what it is told, and keeps them.
  private actor Account {
    var requests: [Element] = []
    private var answers: [RequestError?]

    init(_ answers: [RequestError?]) {
      self.answers = answers
    }

    func request(_ payload: Element) throws(RequestError) -> Element {
      requests.append(payload)
      if let error = answers.removeFirst() { throw error }
      return Element("iq", namespace: "jabber:client")
    }
  }

  private static let publication = Publication(
    node: "urn:n", itemID: "current", payload: Element("list", namespace: "urn:n"),
    options: ["pubsub#access_model": "open", "pubsub#max_items": "max"])

  private static func refusal(_ conditions: String) throws -> RequestError {
    .refused(
      try StanzaError(Element.parse("<iq xmlns='jabber:client' type='error'><error type='cancel'>\(conditions)</error></iq>")))
  }

  private static let conflict = "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
  private static let precondition = "<precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/>"

  private static let fields = """
    <field var='pubsub#access_model'><value>open</value></field><field var='pubsub#max_items'><value>max</value></field>
    """

  private static let publishing = """
    <pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:n'><item id='current'><list xmlns='urn:n'/></item>\
    </publish><publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>\
    <value>http://jabber.org/protocol/pubsub#publish-options</value></field>\(fields)</x></publish-options></pubsub>
    """

  private static let configuration = """
    <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='urn:n'><x xmlns='jabber:x:data' \
    type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#node_config</value>\
    </field>\(fields)</x></configure></pubsub>
    """

  private func requests(_ answers: [RequestError?]) async -> ([Element], RequestError?) {
    let account = Account(answers)
    do throws(RequestError) {
      try await Self.publication.publish { (payload) async throws(RequestError) in try await account.request(payload) }
      return (await account.requests, nil)
    } catch {
      return (await account.requests, error)
    }
  }

  @Test("An item is published with what its node is to be")
  func published() async throws {
    let (requests, error) = await requests([nil])
    #expect(requests == [try Element.parse(Self.publishing)])
    #expect(error == nil)
  }

  @Test("B5 access model, B6 max_items: a node that is configured otherwise is configured anew, and the item published again")
  func precondition() async throws {
    let refusal = try Self.refusal(Self.conflict + Self.precondition)
    let publishing = try Element.parse(Self.publishing)
    let (requests, error) = await requests([refusal, nil, nil])
    #expect(requests == [publishing, try Element.parse(Self.configuration), publishing])
    #expect(error == nil)
  }

  @Test("Once only: a node that is changed back each time, or cannot be changed, is given up")
  func onlyOnce() async throws {
    let refusal = try Self.refusal(Self.conflict + Self.precondition)
    let forbidden = try Self.refusal("<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>")
    for (answers, count) in [([refusal, nil, refusal], 3), ([refusal, forbidden], 2)] {
      let (requests, error) = await requests(answers)
      #expect(requests.count == count)
      #expect(error == answers.last!)
    }
  }

  @Test("Another refusal is not mended by configuring")
  func otherErrors() async throws {
    for error in [
      RequestError.offline, .timedOut, try Self.refusal(Self.conflict),
      try Self.refusal("<precondition-not-met xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"), try Self.refusal(""),
    ] {
      let (requests, found) = await requests([error])
      #expect(requests.count == 1)
      #expect(found == error)
    }
  }

  @Test("An error is read by its conditions")
  func conditions() throws {
    guard case .refused(let error) = try Self.refusal(
      "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>x</text>" + Self.conflict + Self.precondition)
    else { return }
    #expect(error.condition == "conflict")
    #expect(error.details.map(\.name) == ["precondition-not-met"])
    guard case .refused(let bare) = try Self.refusal("") else { return }
    #expect(bare.condition == "undefined-condition")
  }

  @Test("A3 event forgery: an event's items are its sender's, and come in a message of its own only")
  func events() throws {
    let event = """
      <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:n'><item id='1'><list xmlns='urn:n'/></item>\
      <item id='2'/><retract id='3'/></items></event>
      """
    func incoming(_ from: String, _ way: IncomingMessage.Way = .direct, type: String = "headline") throws -> IncomingMessage {
      let stanza = try Element.parse("<message xmlns='jabber:client' from='\(from)' type='\(type)'>\(event)</message>")
      return IncomingMessage(way: way, stanza: stanza, message: stanza)
    }
    let read = try #require(PubSubEvent(try incoming("mallory@evil.test")))
    #expect(read.owner == (try JID("mallory@evil.test")))
    #expect(read.node == "urn:n")
    #expect(read.items.map(\.id) == ["1", "2"])
    #expect(read.items.map(\.payload) == [Element("list", namespace: "urn:n"), nil])
    #expect(read.retracted == ["3"])
    #expect(PubSubEvent(try incoming("bob@b.test/x")) == nil)
    #expect(PubSubEvent(try incoming("bob@b.test", .receivedCarbon)) == nil)
    #expect(PubSubEvent(try incoming("bob@b.test", type: "error")) == nil)
  }
}

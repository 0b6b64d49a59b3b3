import PushTokens
import Testing
import XML

@Suite("Stanzas of XEP-0357")
struct PushStanzaTests {
  static let service = PushService(jid: try! JID("push-5.client.example"), node: "yxs32uqsflafdk3iuqo")

  static let enable = """
    <enable xmlns='urn:xmpp:push:0' jid='push-5.client.example' node='yxs32uqsflafdk3iuqo'>\
    <x xmlns='jabber:x:data' type='submit'>\
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>\
    <field var='secret'><value>eruio234vzxc2kla-91</value></field></x></enable>
    """

  static let publish = """
    <pubsub xmlns='http://jabber.org/protocol/pubsub'>\
    <publish node='yxs32uqsflafdk3iuqo'><item><notification xmlns='urn:xmpp:push:0'>\
    <x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>urn:xmpp:push:summary</value></field>\
    <field var='message-count'><value>1</value></field>\
    <field var='pending-subscription-count'><value>0</value></field>\
    <field var='last-message-sender'><value>juliet@capulet.example/balcony</value></field>\
    <field var='last-message-body'><value>New Message!</value></field></x>\
    </notification></item></publish>\
    <publish-options><x xmlns='jabber:x:data' type='submit'>\
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>\
    <field var='secret'><value>eruio234vzxc2kla-91</value></field></x></publish-options></pubsub>
    """

  static func element(_ xml: String) throws -> Element {
    try Element.parse(Array(xml.utf8))
  }

  @Test("The XEP's examples are read, and what is written is read again")
  func examples() throws {
    let enabling = try PushEnabling(Self.element(Self.enable))
    #expect(enabling == PushEnabling(Self.service, options: ["secret": "eruio234vzxc2kla-91"]))
    #expect(try PushEnabling(enabling.element) == enabling)
    let publication = try PushPublication(Self.element(Self.publish))
    #expect(publication.node == Self.service.node && publication.options == ["secret": "eruio234vzxc2kla-91"])
    #expect(
      publication.summary
        == PushSummary(
          messageCount: 1, pendingSubscriptionCount: 0, lastMessageSender: try JID("juliet@capulet.example/balcony"),
          lastMessageBody: "New Message!"))
    #expect(publication.summary?.isImportant == true)
    #expect(try PushPublication(publication.element) == publication)
    for node in [nil, "n"] {
      let disabling = PushDisabling(jid: Self.service.jid, node: node)
      #expect(try PushDisabling(disabling.element) == disabling)
    }
    let removal = PushRemoval(service: Self.service, user: try JID("user@example.com"))
    #expect(try PushRemoval(removal.element(namespace: "jabber:client")) == removal)
  }

  @Test("A publication may leave out what the XEP lets it, and hold what it does not know", arguments: [
    "<publish node='n'><item><notification xmlns='urn:xmpp:push:0'/></item></publish>",
    "<publish node='n'><item id='1'><notification xmlns='urn:xmpp:push:0'><encrypted xmlns='tigase:push:encrypt:0'/></notification></item></publish>",
    "<publish node='n'><item><notification xmlns='urn:xmpp:push:0'><x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>urn:other</value></field></x></notification></item></publish>",
  ])
  func sparse(publish: String) throws {
    let element = try Self.element("<pubsub xmlns='http://jabber.org/protocol/pubsub'>\(publish)</pubsub>")
    let publication = try PushPublication(element)
    #expect(publication == PushPublication(node: "n", summary: nil, options: [:]))
    #expect(try PushPublication(publication.element) == publication)
  }

  @Test("A summary's fields that are none are missing, and the push counts", arguments: ["-1", "1e3", "", "99999999999999999999"])
  func badCount(text: String) throws {
    let changed = Self.publish.replacing("<value>1</value>", with: "<value>\(text)</value>")
      .replacing("juliet@capulet.example/balcony", with: "@@")
    let summary = try PushPublication(Self.element(changed)).summary
    #expect(summary?.messageCount == nil && summary?.lastMessageSender == nil && summary?.lastMessageBody != nil)
  }

  @Test("What is no publication, or two in one, is refused", arguments: [
    ("<publish node='yxs32uqsflafdk3iuqo'>", "<publish>"), ("yxs32uqsflafdk3iuqo", ""),
    ("<item>", "<item/><item>"), ("</publish>", "</publish><publish node='other'/>"),
    ("<notification xmlns='urn:xmpp:push:0'>", "<notification xmlns='urn:xmpp:push:1'>"),
    ("</publish-options>", "</publish-options><publish-options/>"),
    ("<field var='secret'>", "<field>"),
    ("</x></publish-options>", "<field var='secret'><value>other</value></field></x></publish-options>"),
    ("<value>eruio234vzxc2kla-91</value>", "<value>a</value><value>b</value>"),
    ("http://jabber.org/protocol/pubsub#publish-options", "urn:xmpp:push:summary"),
    ("<pubsub xmlns='http://jabber.org/protocol/pubsub'>", "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>"),
  ])
  func malformed(part: String, replacement: String) throws {
    let element = try Self.element(Self.publish.replacing(part, with: replacement))
    #expect(throws: PushStanzaError.malformed) { _ = try PushPublication(element) }
  }

  @Test("What is too large is refused before it is looked at")
  func tooLarge() throws {
    let long = String(repeating: "n", count: PushStanzaLimits.nodeBytes + 1)
    #expect(throws: PushStanzaError.tooLarge) {
      _ = try PushPublication(Self.element(Self.publish.replacing("yxs32uqsflafdk3iuqo", with: long)))
    }
    let value = String(repeating: "v", count: PushStanzaLimits.valueBytes + 1)
    #expect(throws: PushStanzaError.tooLarge) {
      _ = try PushPublication(Self.element(Self.publish.replacing("eruio234vzxc2kla-91", with: value)))
    }
    let fields = (0..<PushStanzaLimits.fields).map { "<field var='\($0)'/>" }.joined()
    #expect(throws: PushStanzaError.tooLarge) {
      _ = try PushEnabling(Self.element(Self.enable.replacing("</x>", with: fields + "</x>")))
    }
  }

  @Test("A summary may hold a whole body, however long; an option may not")
  func longBody() throws {
    let body = String(repeating: "b", count: 100_000)
    let long = Self.publish.replacing("New Message!", with: body)
    let publication = try PushPublication(Self.element(long))
    #expect(publication.summary?.lastMessageBody == body && publication.summary?.isImportant == true)
    let value = String(repeating: "v", count: PushStanzaLimits.valueBytes)
    let longest = long.replacing("eruio234vzxc2kla-91", with: value)
    #expect(try PushPublication(Self.element(longest)).options == ["secret": value])
    let tooLong = long.replacing("eruio234vzxc2kla-91", with: value + "v")
    #expect(throws: PushStanzaError.tooLarge) { _ = try PushPublication(Self.element(tooLong)) }
  }

  @Test("Enable and disable without what they need are refused", arguments: [
    "<enable xmlns='urn:xmpp:push:0' jid='a.example'/>", "<enable xmlns='urn:xmpp:push:0' jid='a.example' node=''/>",
    "<enable xmlns='urn:xmpp:push:0' node='n'/>", "<enable xmlns='urn:xmpp:push:0' jid='@' node='n'/>",
    "<enable xmlns='urn:xmpp:push:2' jid='a.example' node='n'/>", "<disable xmlns='urn:xmpp:push:0'/>",
    "<disable xmlns='urn:xmpp:push:0' jid='a.example' node=''/>",
  ])
  func incomplete(xml: String) throws {
    let element = try Self.element(xml)
    #expect(throws: PushStanzaError.malformed) { _ = try PushEnabling(element) }
    #expect(throws: PushStanzaError.malformed) { _ = try PushDisabling(element) }
  }

  @Test("Only errors of type wait are transient; every refusal says what it is")
  func refusals() throws {
    let transient: Set<PushRefusal> = [.tooMany, .unavailable]
    for refusal in PushRefusal.allCases {
      let element = refusal.element(namespace: "jabber:component:accept")
      #expect(refusal.isTransient == transient.contains(refusal))
      #expect(PushRefusal.isTransient(element) == refusal.isTransient)
      #expect(element.elements.map(\.namespace) == ["urn:ietf:params:xml:ns:xmpp-stanzas"])
    }
    #expect(PushRefusal.unknownNode.error == ("cancel", "item-not-found"))
    #expect(!PushRefusal.isTransient(try Self.element("<error xmlns='jabber:client'/>")))
    #expect(PushDisabling.isDone(afterRefusal: "item-not-found") && !PushDisabling.isDone(afterRefusal: "forbidden"))
  }

  @Test("An app server's registration names the service, the node and what is to be shown there")
  func registration() throws {
    let form = Self.service.registration(options: ["secret": "s"])
    let registered = try PushService.registered(by: form)
    #expect(registered.service == Self.service && registered.options == ["secret": "s"])
    let without = try Self.element("<x xmlns='jabber:x:data' type='result'><field var='jid'><value>a.example</value></field></x>")
    #expect(throws: PushStanzaError.malformed) { _ = try PushService.registered(by: without) }
  }

  @Test("A service takes back its own nodes only: the sender is the service, and the affiliation is none", arguments: [
    ("affiliation='none'", "affiliation='owner'"), ("<message ", "<message type='error' "), (" node='yxs32uqsflafdk3iuqo'", ""),
    (" from='push-5.client.example'", ""),
  ])
  func notARemoval(part: String, replacement: String) throws {
    let removal = PushRemoval(service: Self.service, user: try JID("user@example.com"))
    let xml = try removal.element(namespace: "jabber:client").serialized().replacing("\"", with: "'")
    #expect(xml.contains(part))
    #expect(throws: PushStanzaError.malformed) {
      _ = try PushRemoval(Self.element(xml.replacing(part, with: replacement)))
    }
  }

  @Test("A service is one by identity and feature; an account's server by the feature")
  func discovery() throws {
    let query = "http://jabber.org/protocol/disco#info"
    let serviceInfo = PushNamespace.serviceInfo(name: "Push")
    let service = Element("query", namespace: query, children: serviceInfo)
    #expect(PushNamespace.isService(service) && PushNamespace.isOffered(in: service))
    let account = Element("query", namespace: query, children: [serviceInfo[1]])
    #expect(!PushNamespace.isService(account) && PushNamespace.isOffered(in: account))
    #expect(!PushNamespace.isOffered(in: Element("query", namespace: query, children: [serviceInfo[0]])))
  }
}

import Testing
import XML

@Suite("Namespaces")
struct NamespaceTests {
  @Test("A prefix is only another spelling: a stanza with one is a stanza")
  func prefixes() throws {
    let prefixed = try Element.parse("<s:message xmlns:s='jabber:client'><s:body>x</s:body></s:message>")
    #expect(try Element.parse("<message xmlns='jabber:client'><body>x</body></message>") == prefixed)
    #expect(
      try Element.parse("<q:message xmlns:q='jabber:client'><body xmlns='jabber:client'>x</body></q:message>")
        == prefixed)
  }

  @Test("E5 namespace confusion: an element of the right name in another namespace, or in none, is another element")
  func confusion() throws {
    let message = try Element.parse(
      "<message xmlns='jabber:client'><body xmlns='u:x'>1</body><body xmlns=''>2</body><p:body xmlns:p='u'/></message>")
    #expect(try message.atMostOne("body", "jabber:client") == nil)
    #expect(message.elements("body", "") == [Element("body", namespace: "", text: "2")])
    let bare = try Element.parse("<s:message xmlns:s='jabber:client'><body>1</body></s:message>")
    #expect(bare.elements("body", "jabber:client").isEmpty)
  }

  @Test("An attribute without a prefix is in no namespace, and one with a prefix is not found by its name alone")
  func attributes() throws {
    let element = try Element.parse("<a xmlns='u:x' xmlns:p='u:x' p:from='mallory' to='b'/>")
    #expect(element.attribute("from") == nil)
    #expect(element.attribute("to") == "b")
    #expect(element.attributes == [Attribute("from", namespace: "u:x", "mallory"), Attribute("to", "b")])
  }

  @Test("A declaration ends with its element")
  func scope() throws {
    let element = try Element.parse("<a xmlns='u:a'><b xmlns='u:b'/><c xmlns=''><d/></c><e/></a>")
    #expect(element.elements.map(\.namespace) == ["u:b", "", "u:a"])
    #expect(Parsing.failure("<a><b xmlns:p='u:p'/><p:c/></a>") == .undeclaredPrefix)
  }

  @Test(
    "A trick with prefixes is refused",
    arguments: [
      "<p:a/>", "<a p:b=''/>", "<a xmlns:p=''/>", "<:a/>", "<a:/>", "<a :b=''/>", "<a b:=''/>",
      "<p:a:b xmlns:p='u:p'/>", "<a xmlns:p='u:p' p:b:c=''/>", "<xmlns:a/>", "<a xmlns:xmlns='u:x'/>",
      "<a xmlns:xml='u:x'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
      "<a xmlns='http://www.w3.org/2000/xmlns/'/>", "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
      "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "<p:a xmlns:p='u:p'></q:a>",
      "<p:a xmlns:p='u:p' xmlns:q='u:p'></q:a>", "<a xmlns:1='u:x'/>", "<p:1 xmlns:p='u:p'/>", "<a xmlns:='u:x'/>",
      "<xml:a/>", "<a><xml:b/></a>", "<a xmlns:p='u:p' p:xmlns='u:x'/>", "<a xml:xmlns='u:x'/>",
    ])
  func tricks(_ document: String) {
    #expect(Parsing.failure(document) != nil)
    #expect(Parsing.failure(Array(document.utf8), inChunksOf: 1) != nil)
  }

  @Test(
    "Stanza smuggling: a namespace with a separator is refused, so it joins with no name",
    arguments: [
      "|", "}", "{", " ", "\n", "&#10;", "&#9;", "\t", "&lt;", "&gt;", "^", "\\", "`", "&quot;", "é", "\u{A0}",
    ])
  func separators(_ separator: String) {
    #expect(Parsing.failure("<a xmlns='jabber:client\(separator)message'/>") == .invalidValue)
    #expect(Parsing.failure("<a xmlns:p='u:\(separator)'><p:b/></a>") == .invalidValue)
    #expect(Parsing.failure("<a xmlns:p='u:\(separator)' p:b=''/>") == .invalidValue)
  }

  @Test(
    "A namespace that is a URI, or the relative one of legacy OMEMO, is accepted",
    arguments: [
      "eu.siacs.conversations.axolotl", "http://jabber.org/protocol/pubsub#event", "urn:xmpp:omemo:2",
      "urn:ietf:params:xml:ns:xmpp-sasl", "urn:x?y=%20;z='#(1)", "a/b",
    ])
  func accepted(_ namespace: String) throws {
    let element = try Element.parse("<a xmlns=\"\(namespace)\"/>")
    #expect(element.namespace == namespace)
  }

  @Test(
    "A namespace that is no URI is refused, the hundredth like the first",
    arguments: ["http://[", ":", "%", "u:%zz", "u:&amp;", "u:&amp;#38;"])
  func refused(_ namespace: String) {
    let child = "<b xmlns='\(namespace)'/>"
    #expect(Parsing.failure(child) == .invalidValue)
    #expect(Parsing.failure("<a>" + String(repeating: child, count: 200) + "<p:c/></a>") == .invalidValue)
  }

  @Test("The Kelvin sign, which Swift holds equal to K, is refused in a name")
  func kelvin() {
    #expect("pre\u{212A}ey" == "preKey")
    #expect(Parsing.failure("<pre\u{212A}ey/>") == .invalidCharacter)
    #expect(Parsing.failure("<a \u{212A}=''/>") == .invalidCharacter)
    #expect(Parsing.failure("<é\u{C5}/>") == nil)
  }
}

import TestSupport
import Testing
import XML

/// What a server's parser passes on and ours does not take. It must not end the stream: the server would send it again at
/// the next login, out of its archive, and whoever wrote it had shut the reader out.
@Suite("A stanza that is refused in a stream that goes on (specs/threats.md E)")
struct StreamRefusedStanzaTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let error: XMLError

    init(_ testDescription: String, _ text: String, _ error: XMLError) {
      self.testDescription = testDescription
      self.text = text
      self.error = error
    }
  }

  private static let stanzas = [
    Refused("bar in a namespace", "<message><x xmlns='urn:a|b'/></message>", .invalidValue),
    Refused("namespace that is no URI", "<iq xmlns='a b'/>", .invalidValue),
    Refused("namespace of 257 bytes", "<iq xmlns='" + String(repeating: "x", count: 257) + "'/>", .nameTooLong),
    Refused("name of 257 bytes", "<" + String(repeating: "x", count: 257) + "/>", .nameTooLong),
    Refused("name of 60 000 bytes", "<iq><" + String(repeating: "x", count: 60_000) + "/></iq>", .nameTooLong),
    Refused("attribute of 60 000 bytes", "<iq " + String(repeating: "x", count: 60_000) + "=''/>", .nameTooLong),
    Refused("Kelvin sign in a name", "<iq><pre\u{212A}eyPublic/></iq>", .invalidCharacter),
    Refused("attribute xmlns with a prefix", "<iq xmlns:a='u:x' a:xmlns=''/>", .invalidCharacter),
    Refused("attribute twice to Swift", "<iq \u{E9}='1' e\u{301}='2'/>", .duplicate),
    Refused("65 attributes", "<message><x\(XMLTestText.attributes(65))>a</x>b<c/></message>", .tooManyAttributes),
    Refused("65 attributes of an outer one", "<message\(XMLTestText.attributes(65))><x/></message>", .tooManyAttributes),
    Refused("100 000 attributes", "<iq\(XMLTestText.attributes(100_000))/>", .tooManyAttributes),
    Refused("65 levels", String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65), .tooDeep),
    Refused("70 000 children", "<iq>" + String(repeating: "<a/>", count: 70_000) + "</iq>", .tooManyNodes),
    Refused("two reasons", "<iq><a xmlns='a b'/><b\(XMLTestText.attributes(65))/></iq>", .invalidValue),
    Refused("a fault behind the reason", "<iq><a xmlns='a b'/><foo:b/></iq>", .invalidValue),
  ]

  private static let presence = XMLStreamEvent.element(Element("presence", namespace: "jabber:client"))

  private func bytes(_ refused: Refused) -> [UInt8] {
    Array("\(StreamReading.header)<presence/>\(refused.text)<presence/></stream:stream>".utf8)
  }

  @Test("It is passed over, and what follows it is read", arguments: stanzas)
  func passedOver(_ refused: Refused) {
    let reading = StreamReading(bytes(refused))
    #expect(reading.events == [StreamReading.opened, Self.presence, .refused(refused.error), Self.presence, .closed])
    #expect(reading.error == nil)
  }

  @Test("So it is in single bytes", arguments: stanzas.filter { $0.text.utf8.count < 100_000 })
  func inSingleBytes(_ refused: Refused) {
    let bytes = bytes(refused)
    let reading = StreamReading(bytes, cuts: Array(bytes.indices))
    #expect(reading.events == [StreamReading.opened, Self.presence, .refused(refused.error), Self.presence, .closed])
    #expect(reading.error == nil)
  }

  @Test("A fault in the text before what is refused ends the stream, however it is cut", arguments: ["&foo;", "]]>"])
  func faultBefore(_ fault: String) {
    for length in [0, 250, 400] {
      let text = String(repeating: "a", count: length) + fault
      let bytes = Array("\(StreamReading.header)<iq>\(text)<x\(XMLTestText.attributes(65))/></iq><presence/>".utf8)
      for cuts in [[], Array(bytes.indices)] {
        let reading = StreamReading(bytes, cuts: cuts)
        #expect(reading.events == [StreamReading.opened])
        #expect(reading.error != nil)
      }
    }
  }

  @Test("Elements in one namespace share one string of it")
  func sharedNamespace() throws {
    let name = "urn:" + String(repeating: "x", count: 250)
    let children = String(repeating: "<a/>", count: 1000)
    let element = try Element.parse("<b xmlns='\(name)'>\(children)</b>")
    let addresses = Set(
      element.elements.map { unsafe $0.namespace.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) } })
    #expect(addresses.count == 1)
  }
}

import OMEMO
import Testing
import XML

@Suite("The envelope")
struct EnvelopeTests {
  private func body(_ text: String, language: String? = nil) -> Element {
    let language = language.map { [Attribute("lang", namespace: "http://www.w3.org/XML/1998/namespace", $0)] } ?? []
    return Element("body", namespace: "jabber:client", attributes: language, children: [.text(text)])
  }

  @Test("E6 several bodies: of bodies in several languages always the first is shown")
  func bodies() throws {
    let envelope = Envelope(
      content: [body("one"), body("zwei", language: "de"), body("three")], time: nil, from: nil, to: nil)
    #expect(try Envelope(parsing: Array(envelope.serialised().utf8)).body == "one")
  }

  @Test("E6 foreign bodies: one in another namespace is none")
  func foreign() throws {
    let envelope = Envelope(
      content: [Element("body", namespace: "http://www.w3.org/1999/xhtml", text: "no"), body("yes")], time: nil, from: nil,
      to: nil)
    #expect(try Envelope(parsing: Array(envelope.serialised().utf8)).body == "yes")
  }

  @Test("D9 length leak: a text's envelope is padded by a random length")
  func padding() throws {
    let envelope = Envelope(content: [body("yes")], time: nil, from: nil, to: nil)
    let lengths = try Set((0..<64).map { _ in try envelope.serialised().utf8.count })
    #expect(lengths.count > 8)
  }
}

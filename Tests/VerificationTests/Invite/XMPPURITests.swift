import Testing
import Verification
import XML

@Suite("xmpp: URIs")
struct XMPPURITests {
  @Test("Parts are read and written")
  func parts() throws {
    let text = "xmpp:j%C3%BAlia@b%C3%BCcher.example?message;body=Gr%C3%BC%C3%9Fe%20%26%20more;x="
    let uri = try XMPPURI(text)
    #expect(uri.jid == (try JID("j\u{fa}lia@b\u{fc}cher.example")))
    #expect(uri.queryType == "message")
    #expect(uri.parameters == [XMPPURI.Parameter("body", "Gr\u{fc}\u{df}e & more"), XMPPURI.Parameter("x", "")])
    #expect(uri.description == text)
  }

  @Test("A server's address, and a query without a type, are URIs too")
  func other() throws {
    #expect(try XMPPURI("xmpp:capulet.example").jid.local == nil)
    let uri = try XMPPURI("xmpp:juliet@capulet.example?a=b=c")
    #expect(uri.queryType == nil && uri.parameters == [XMPPURI.Parameter("a", "b=c")])
  }

  @Test(
    "An escape does not make another address of it",
    arguments: [
      "xmpp:cap%40ulet.example", "xmpp:capulet.example%2Fbalcony", "xmpp:ju%2Fliet@capulet.example",
      "xmpp:ju%40liet@capulet.example", "xmpp:juliet@cap%40ulet.example", "xmpp:juliet@capulet.example%2Fbalcony",
      "xmpp:juliet@capulet.example%2F%CC%81balcony",
      "xmpp:%40capulet.example", "xmpp:juliet%40", "xmpp:",
    ])
  func escapes(text: String) {
    let error = #expect(throws: XMPPURIError.self) { try XMPPURI(text) }
    #expect(error == (text == "xmpp:" ? .malformed : .invalidAddress))
  }
}

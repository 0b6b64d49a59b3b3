import Testing
import XML
import XMPPClient

@Suite("Pages of the archive (XEP-0313, XEP-0059)")
struct ArchiveQueryTests {
  private static func message(_ id: String) -> ArchivedMessage {
    let element = Element("message", namespace: "jabber:client")
    return ArchivedMessage(id: id, stamp: DateTime(secondsSinceEpoch: 0), stanza: element, message: element)
  }

  private static func answer(_ fin: String) throws -> Element {
    try Element.parse("<iq xmlns='jabber:client' type='result'>\(fin)</iq>")
  }

  private static func fin(_ set: String, complete: String? = nil) -> String {
    let complete = complete.map { " complete='\($0)'" } ?? ""
    return "<fin xmlns='urn:xmpp:mam:2'\(complete)><set xmlns='http://jabber.org/protocol/rsm'>\(set)</set></fin>"
  }

  @Test("A query says from where on and how many")
  func request() throws {
    let form = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
    let start = "<field var='start'><value>1970-01-01T00:00:00Z</value></field>"
    let after = "<after>a1</after>"
    for (from, start, after) in [
      (ArchiveStart.beginning, "", ""), (.since(DateTime(secondsSinceEpoch: 0)), start, ""), (.after(id: "a1"), "", after),
    ] {
      let expected = try Element.parse(
        "<query xmlns='urn:xmpp:mam:2' queryid='q1'>\(form)\(start)</x><set xmlns='http://jabber.org/protocol/rsm'>"
          + "<max>50</max>\(after)</set></query>")
      #expect(ArchiveQuery(from, pageSize: 50, id: "q1").request == expected)
    }
    #expect(ArchiveQuery(.beginning, pageSize: 1).id != ArchiveQuery(.beginning, pageSize: 1).id)
  }

  @Test("A page leads to the next, until the archive is at its end, said so or empty")
  func pages() throws {
    var query = ArchiveQuery(.after(id: "0"), pageSize: 2)
    query.receive(Self.message("1"))
    query.receive(Self.message("2"))
    let messages = [Self.message("1"), Self.message("2")]
    let more = try query.page(Self.answer(Self.fin("<first>1</first><last>2</last>")))
    #expect(more == ArchivePage(messages: messages, next: .after(id: "2")))
    for complete in ["true", "1"] {
      let last = try query.page(Self.answer(Self.fin("<last>2</last>", complete: complete)))
      #expect(last == ArchivePage(messages: messages, next: nil))
    }
    let empty = try ArchiveQuery(.beginning, pageSize: 2).page(Self.answer(Self.fin("<count>0</count>")))
    #expect(empty == ArchivePage(messages: [], next: nil))
  }

  @Test("A page takes 64 MiB of memory and no more; what is left goes to the next one")
  func large() throws {
    let text = String(repeating: "x", count: 20 << 20)
    var query = ArchiveQuery(.after(id: "0"), pageSize: 4)
    for id in ["1", "2", "3", "4"] {
      let element = Element("message", namespace: "jabber:client", text: text)
      query.receive(
        ArchivedMessage(id: id, stamp: DateTime(secondsSinceEpoch: 0), stanza: element, message: element))
    }
    let page = try query.page(Self.answer(Self.fin("<last>4</last>", complete: "true")))
    #expect(page.messages.map(\.id) == ["1", "2", "3"])
    #expect(page.next == .after(id: "3"))
  }

  @Test("An archive that would go round for ever is refused")
  func circle() throws {
    var query = ArchiveQuery(.after(id: "2"), pageSize: 2)
    query.receive(Self.message("2"))
    let answer = try Self.answer(Self.fin("<last>2</last>", complete: "false"))
    #expect(throws: RequestError.malformedAnswer) { try query.page(answer) }
  }

  @Test("An archive that sends more than was asked for, or a message twice, is refused")
  func tooMany() throws {
    let answer = try Self.answer(Self.fin("<last>3</last>"))
    for ids in [["1", "2", "3"], ["1", "1"]] {
      var query = ArchiveQuery(.beginning, pageSize: 2)
      for id in ids { query.receive(Self.message(id)) }
      #expect(throws: RequestError.malformedAnswer) { try query.page(answer) }
    }
  }

  @Test("An answer that does not end the page is refused", arguments: [
    "", "<fin/>", "<fin xmlns='urn:xmpp:mam:1' complete='true'/>", fin("<last/>"), fin(""), fin("", complete: "yes"),
    fin("<last>2</last>", complete: "true") + fin("<last>2</last>", complete: "true"),
  ])
  func malformed(_ fin: String) throws {
    var query = ArchiveQuery(.beginning, pageSize: 2)
    query.receive(Self.message("1"))
    #expect(throws: RequestError.malformedAnswer) { try query.page(Self.answer(fin)) }
  }
}

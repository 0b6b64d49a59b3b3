import Messenger
import Testing
import XML
import XMPPClient

@Suite("How far the archive is read")
struct ArchiveProgressTests {
  private static let account = try! JID("alice@a.test")

  private static func stamp(_ id: String, by: String = "alice@a.test") -> Element {
    Element("stanza-id", namespace: "urn:xmpp:sid:0", ["by": by, "id": id])
  }

  private static func message(
    _ stamps: Element..., type: String = "chat", way: IncomingMessage.Way = .direct
  ) -> IncomingMessage {
    let message = Element("message", namespace: "jabber:client", ["type": type], children: stamps)
    let stanza = way == .direct ? message : Element("message", namespace: "jabber:client", children: [stamp("outside")])
    return IncomingMessage(way: way, stanza: stanza, message: message)
  }

  private static func page(_ ids: [String], next: ArchiveStart? = nil) throws -> ArchivePage {
    let message = Element("message", namespace: "jabber:client")
    let stamp = try DateTime("2024-03-01T00:00:00Z")
    return ArchivePage(
      messages: ids.map { ArchivedMessage(id: $0, stamp: stamp, stanza: message, message: message) }, next: next)
  }

  /// At its end, with a server that does all that it takes.
  private static func atItsEnd() throws -> ArchiveProgress {
    var progress = ArchiveProgress(from: .beginning)
    progress.learn(account: ["urn:xmpp:mam:2"], server: ["urn:xmpp:carbons:2"])
    progress.take(try page(["1", "2"]))
    return progress
  }

  @Test("Live messages move it, those too that another client of ours got or sent", arguments: [
    IncomingMessage.Way.direct, .receivedCarbon, .sentCarbon,
  ])
  func live(_ way: IncomingMessage.Way) throws {
    var progress = try Self.atItsEnd()
    let third = progress.take(Self.message(Self.stamp("3"), way: way), of: Self.account)
    #expect(third == ArchiveStart.after(id: "3"))
    #expect(progress.next == .after(id: "3"))
  }

  @Test("One that comes live while older ones are still to be read does not move it past them")
  func behind() throws {
    var progress = ArchiveProgress(from: .beginning)
    progress.learn(account: ["urn:xmpp:mam:2"], server: ["urn:xmpp:carbons:2"])
    let early = progress.take(Self.message(Self.stamp("9")), of: Self.account)
    progress.take(try Self.page(["1"], next: .after(id: "1")))
    let between = progress.take(Self.message(Self.stamp("9")), of: Self.account)
    #expect(early == nil && between == nil)
    progress.take(try Self.page(["2"]))
    progress.beginSession()
    progress.learn(account: ["urn:xmpp:mam:2"], server: ["urn:xmpp:carbons:2"])
    let inNextSession = progress.take(Self.message(Self.stamp("9")), of: Self.account)
    #expect(inNextSession == nil)
    #expect(progress.next == .after(id: "2"))
  }

  @Test("One that was read or came before does not move it back")
  func copies() throws {
    var progress = try Self.atItsEnd()
    let first = progress.take(Self.message(Self.stamp("1")), of: Self.account)
    let third = progress.take(Self.message(Self.stamp("3")), of: Self.account)
    let fourth = progress.take(Self.message(Self.stamp("4")), of: Self.account)
    let again = progress.take(Self.message(Self.stamp("3")), of: Self.account)
    #expect(first == nil && third != nil && fourth != nil && again == nil)
    #expect(progress.next == .after(id: "4"))
  }

  @Test("A6 stanza-id forgery: no id in another's name, no two in ours and none of a room's message moves it", arguments: [
    message(stamp("9", by: "mallory@evil.test")), message(stamp("9", by: "alice@a.test/r")),
    message(stamp("9", by: "a.test")), message(stamp("9"), stamp("8")), message(stamp("")), message(),
    message(stamp("9"), type: "groupchat"),
    message(Element("stanza-id", namespace: "urn:xmpp:sid:0", ["id": "9"])),
    message(Element("origin-id", namespace: "urn:xmpp:sid:0", ["by": "alice@a.test", "id": "9"])),
    // Beside a carbon and not within it.
    message(way: .receivedCarbon),
  ])
  func forged(_ message: IncomingMessage) throws {
    var progress = try Self.atItsEnd()
    let moved = progress.take(message, of: Self.account)
    #expect(moved == nil)
    #expect(progress.next == .after(id: "2"))
  }

  @Test("A server that does not say that it stamps ids, or has no carbons, is not gone by", arguments: [
    ([], []), ([], ["urn:xmpp:mam:2", "urn:xmpp:carbons:2"]), (["urn:xmpp:mam:2"], []),
    (["urn:xmpp:mam:1"], ["urn:xmpp:carbons:2"]),
  ] as [([String], [String])])
  func unable(account: [String], server: [String]) throws {
    var progress = try Self.atItsEnd()
    progress.learn(account: account, server: server)
    let moved = progress.take(Self.message(Self.stamp("3")), of: Self.account)
    #expect(moved == nil)
  }

  @Test("Where the archive has lost the last message, it is read from the time of the last that was read out of it")
  func lost() throws {
    var progress = try Self.atItsEnd()
    _ = progress.take(Self.message(Self.stamp("3")), of: Self.account)
    progress.fallBack()
    #expect(try progress.next == .since(DateTime("2024-03-01T00:00:00Z")))
    var fresh = ArchiveProgress(from: .after(id: "0"))
    fresh.fallBack()
    #expect(fresh.next == .beginning)
  }

  @Test("It does not remember ids without end")
  func bounded() throws {
    var progress = try Self.atItsEnd()
    for number in 0..<ArchiveProgress.maximumRecent {
      _ = progress.take(Self.message(Self.stamp("n\(number)")), of: Self.account)
    }
    let forgotten = progress.take(Self.message(Self.stamp("1")), of: Self.account)
    let known = progress.take(Self.message(Self.stamp("n\(ArchiveProgress.maximumRecent - 1)")), of: Self.account)
    #expect(forgotten != nil && known == nil)
  }
}

import OMEMO
import Pawl
import Testing
import XML

/// Which of our stanzas a server wakes a sleeping phone for, as something to show a person: by the rules of the two servers
/// that most accounts are on (specs/push.md section 4.3).
@Suite("Message shapes that wake a phone")
struct PushShapeTests {
  /// Prosody's `mod_cloud_notify`, `is_important`: the namespaces in its list count by their element alone.
  static func isImportantToProsody(_ stanza: Element) -> Bool {
    guard stanza.name == "message", stanza.attribute("type") != "headline", stanza.attribute("type") != "error" else { return false }
    if stanza.elements("sent", "urn:xmpp:carbons:2").isEmpty == false { return false }
    if stanza.elements("body", stanza.namespace).contains(where: { !$0.text.isEmpty }) { return true }
    return stanza.elements.contains {
      ($0.name == "encrypted" && ["eu.siacs.conversations.axolotl", "urn:xmpp:omemo:0"].contains($0.namespace))
        || ($0.name == "x" && $0.namespace == "jabber:x:encrypted")
        || ($0.name == "openpgp" && $0.namespace == "urn:xmpp:openpgp:0")
    }
  }

  /// ejabberd's `mod_push`, `get_body_text`: a body, or an `<encrypted/>` of any namespace with a payload in it.
  static func isShownByEjabberd(_ stanza: Element) -> Bool {
    if stanza.elements("body", stanza.namespace).contains(where: { !$0.text.isEmpty }) { return true }
    return stanza.elements.contains { $0.name == "encrypted" && $0.elements.contains { $0.name == "payload" } }
  }

  private func check(_ stanza: String, prosody: Bool, ejabberd: Bool, _ what: String) throws {
    let element = try Element.parse(Array(stanza.utf8))
    #expect(Self.isImportantToProsody(element) == prosody, "\(what), Prosody")
    #expect(Self.isShownByEjabberd(element) == ejabberd, "\(what), ejabberd")
    // Without this a message that has no body is neither archived nor kept.
    #expect(!element.elements("store", "urn:xmpp:hints").isEmpty, "\(what), kept")
  }

  /// Texts wake by both rules. A key transport wakes by neither in OMEMO 2; on the legacy wire Prosody counts it for its
  /// element, which nothing that we could send instead would change. Tokens are content, so ejabberd counts their payload:
  /// they go out right behind a text, or in answer to one, when the phone is awake as it is.
  @Test("Texts wake by both servers' rules, control messages by as few as can be", arguments: Namespace.allCases)
  func shapes(namespace: OMEMO.Namespace) async throws {
    let isLegacy = namespace == .legacy
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    try await alice.fillPool()
    try await alice.device.note(understandsTokens: true, device: bob.device.id, of: bob.jid)
    let text = try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now)
    try check(text.stanza, prosody: true, ejabberd: true, "text")
    let answer = try #require(try await bob.receive(text.stanza).answers.first)
    try check(answer, prosody: isLegacy, ejabberd: false, "key transport")
    try check(text.actions.stanzas[0], prosody: isLegacy, ejabberd: true, "tokens")
    try await bob.giveBundle(to: alice, in: namespace)
    let repair = try await alice.device.repair(bob.jid, device: bob.device.id, now: TestDevice.now)
    try check(repair, prosody: isLegacy, ejabberd: false, "repair")
  }

  @Test("A text in both versions wakes by both rules, and so does one without the fallback on the legacy wire")
  func bothVersions() throws {
    let legacy = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AA==</payload></encrypted>"
    let bare = try Element.parse(Array("<message xmlns='jabber:client' type='chat'>\(legacy)</message>".utf8))
    #expect(Self.isImportantToProsody(bare) && Self.isShownByEjabberd(bare))
    let omemo2 = legacy.replacing("eu.siacs.conversations.axolotl", with: "urn:xmpp:omemo:2")
    let newer = try Element.parse(Array("<message xmlns='jabber:client' type='chat'>\(omemo2)</message>".utf8))
    #expect(!Self.isImportantToProsody(newer) && Self.isShownByEjabberd(newer))
  }

  @Test("What says something about a message wakes by neither", arguments: [
    "<received xmlns='urn:xmpp:receipts' id='1'/>", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>",
    "<composing xmlns='http://jabber.org/protocol/chatstates'/>", "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>",
  ])
  func receipts(child: String) throws {
    let stanza = try Element.parse(Array("<message xmlns='jabber:client' type='chat'>\(child)</message>".utf8))
    #expect(!Self.isImportantToProsody(stanza) && !Self.isShownByEjabberd(stanza))
  }
}

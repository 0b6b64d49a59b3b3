import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Trust messages")
struct TrustMessageTests {
  /// The example of XEP-0434 0.6.
  static let example = """
    <trust-message xmlns='urn:xmpp:tm:1' usage='urn:xmpp:atm:1' encryption='urn:xmpp:omemo:2'>\
    <key-owner jid='alice@example.org'><trust>aFABnX7Q/rbTgjBySYzrT2FsYCVYb49mbca5yB734KQ=</trust>\
    <trust>IhpPjiKLchgrAG5cpSfTvdzPjZ5v6vTOluHEUehkgCA=</trust></key-owner><key-owner jid='bob@example.com'>\
    <trust>YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=</trust>\
    <distrust>tCP1CI3pqSTVGzFYFyPYUMfMZ9Ck/msmfD0wH/VtJBM=</distrust>\
    <distrust>2fhJtrgoMJxfLI3084/YkYh9paqiSiLFDVL2m0qAgX4=</distrust></key-owner></trust-message>
    """
  static let uri = """
    xmpp:bob@example.com?trust-message;encryption=urn:xmpp:omemo:2;\
    trust=623548d3835c6d33ef5cb680f7944ef381cf712bf23a0119dabe5c4f252cd02f;\
    distrust=b423f5088de9a924d51b31581723d850c7cc67d0a4fe6b267c3d301ff56d2413;\
    distrust=d9f849b6b828309c5f2c8df4f38fd891887da5aaa24a22c50d52f69b4a80817e
    """

  private func parse(_ xml: String) throws -> TrustMessage {
    try TrustMessage(Element.parse(xml))
  }

  @Test("The XEP's example is read and written")
  func example() throws {
    let message = try parse(Self.example)
    #expect(try message.element.serialized() == Self.example)
    #expect(message.usage == TrustMessage.automaticTrustManagement && message.encryption == TrustMessage.omemo2)
    #expect(message.keyOwners.map(\.jid.description) == ["alice@example.org", "bob@example.com"])
    #expect(message.keyOwners.map(\.trusted.count) == [2, 1] && message.keyOwners.map(\.distrusted.count) == [0, 2])
    #expect(
      message.keyOwners[0].trusted[0].bytes.hex == "6850019d7ed0feb6d3823072498ceb4f616c6025586f8f666dc6b9c81ef7e0a4")
    #expect(message.keyOwners[1].statements.map(\.statement) == [.trust, .distrust, .distrust])
  }

  @Test("The XEP's URI says what the second owner's part of the example says")
  func exampleURI() throws {
    let message = try TrustMessage(uri: Self.uri)
    #expect(message.keyOwners == [try parse(Self.example).keyOwners[1]])
    #expect(message.encryption == TrustMessage.omemo2)
    #expect(try message.uri() == Self.uri)
    #expect(throws: TrustMessageError.tooMany) { try parse(Self.example).uri() }
  }

  @Test("A key identifier is the Ed25519 form of a key")
  func keyID() throws {
    let key = try IdentityKeyPair.generate().publicKey
    #expect(TrustKeyID(key).bytes == key.encoded)
  }

  @Test(
    "What a later version may add is passed over",
    arguments: [
      ("<key-owner jid='b", "<later/><key-owner jid='b"), ("<trust>Y", "<x xmlns='urn:x'/><trust>Y"),
      (" usage", " later='x' usage"), ("<trust>Y", "<trust xmlns='urn:x'>!</trust><trust>Y"),
      ("<trust>Y", "text<trust>Y"),
    ])
  func additions(old: String, new: String) throws {
    let xml = Self.example.replacing(old, with: new, maxReplacements: 1)
    try #require(xml != Self.example)
    #expect(try parse(xml) == parse(Self.example))
  }

  @Test(
    "Each malformed variant is refused for what is wrong with it",
    arguments: [
      ("urn:xmpp:tm:1", "urn:xmpp:tm:0", TrustMessageError.malformed), (" usage='urn:xmpp:atm:1'", "", .malformed),
      (" encryption='urn:xmpp:omemo:2'", "", .malformed), ("'urn:xmpp:atm:1'", "''", .malformed),
      (" jid='bob@example.com'", "", .malformed), ("bob@example.com", "bob@example.com/a", .invalidOwner),
      ("bob@example.com", "", .invalidOwner), ("bob@example.com", "b b@example.com", .invalidOwner),
      ("bob@example.com", "Alice@example.org", .duplicate), ("<trust>Y", "<trust>!", .invalidKeyID),
      ("YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=", "", .invalidKeyID),
      ("YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=", "YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8", .invalidKeyID),
      ("YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=", "<b/>YjVI", .invalidKeyID),
      ("YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=", String(repeating: "AAAA", count: 22), .invalidKeyID),
      ("YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=", "tCP1CI3pqSTVGzFYFyPYUMfMZ9Ck/msmfD0wH/VtJBM=", .duplicate),
      ("2fhJtrgoMJxfLI3084/YkYh9paqiSiLFDVL2m0qAgX4=", "tCP1CI3pqSTVGzFYFyPYUMfMZ9Ck/msmfD0wH/VtJBM=", .duplicate),
    ])
  func malformed(old: String, new: String, error: TrustMessageError) throws {
    let xml = Self.example.replacing(old, with: new)
    try #require(xml != Self.example)
    #expect(throws: error) { try parse(xml) }
  }

  @Test("A message needs an owner, and an owner a key")
  func empty() throws {
    let start = "<trust-message xmlns='urn:xmpp:tm:1' usage='urn:xmpp:atm:1' encryption='urn:xmpp:omemo:2'>"
    #expect(throws: TrustMessageError.noKeys) { try parse(start + "</trust-message>") }
    #expect(throws: TrustMessageError.noKeys) { try parse(start + "<key-owner jid='a@b.c'/></trust-message>") }
  }

  @Test("Owners and keys are bounded before they are read")
  func bounds() throws {
    let start = "<trust-message xmlns='urn:xmpp:tm:1' usage='urn:xmpp:atm:1' encryption='urn:xmpp:omemo:2'>"
    let owners = String(repeating: "<key-owner/>", count: TrustLimits.keyOwners + 1)
    #expect(throws: TrustMessageError.tooMany) { try parse(start + owners + "</trust-message>") }
    let keys = String(repeating: "<trust/>", count: TrustLimits.keys + 1)
    #expect(throws: TrustMessageError.tooMany) {
      try parse(start + "<key-owner jid='a@b.c'>\(keys)</key-owner></trust-message>")
    }
    let full = try (0..<TrustLimits.keyOwners).map { owner in
      try TrustMessage.KeyOwner(
        jid: JID("a@\(owner).example"), trusted: (0..<10).map { try TrustKeyID([UInt8($0), UInt8(owner)]) })
    }
    let message = try TrustMessage(keyOwners: full)
    #expect(try parse(message.element.serialized()) == message)
    #expect(throws: TrustMessageError.tooMany) { try TrustMessage(keyOwners: full + full) }
  }

  @Test(
    "Other URIs are refused",
    arguments: [
      ("?trust-message;", "?message;", TrustMessageError.malformed), ("trust-message;", "", .malformed),
      ("encryption=urn:xmpp:omemo:2;", "", .malformed), (";encryption=urn:xmpp:omemo:2", ";x=y", .malformed),
      ("trust=6235", "trust=x235", .invalidKeyID), ("trust=6235", "trust=235", .invalidKeyID),
      (";trust=6235", ";other=6235", .malformed), ("bob@example.com", "bob@example.com/a", .malformed),
      ("distrust=d9f8", "distrust=", .invalidKeyID), ("xmpp:", "http:", .malformed), ("f=", "f=", .malformed),
    ])
  func badURI(old: String, new: String, error: TrustMessageError) throws {
    let uri =
      old == "distrust=d9f8"
      ? "xmpp:bob@example.com?trust-message;encryption=urn:xmpp:omemo:2;distrust="
      : old == "f=" ? Self.uri + ";" : Self.uri.replacing(old, with: new)
    try #require(uri != Self.uri)
    #expect(throws: error) { try TrustMessage(uri: uri) }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Key addresses between processes")
struct KeyAddressCommandTests {
  /// A store at a key address.
  private struct Holder {
    let folder: TemporaryFolder
    let jid: String
    let device: Int

    init(at host: String, sameKeyAs other: Holder? = nil) throws {
      folder = try TemporaryFolder()
      let key = other.map { ["--same-key-as", $0.folder.path("store")] } ?? []
      let made = try Command(["init", "--store", folder.path("store"), "--key-address", host, "--json"] + key)
      jid = try #require(try made.json()["jid"] as? String, "\(made.errors)")
      device = try #require(try made.json()["device"] as? Int)
    }

    func pawl(_ arguments: String..., input: String = "") throws -> Command {
      try Command(arguments + ["--store", folder.path("store")], input: input)
    }
  }

  private func fingerprint(_ party: Party) throws -> String {
    try party.pawl("fingerprint").line
  }

  @Test("The owner signs another device; contacts verify it by that, and distrust it when it is revoked")
  func vouched() throws {
    let alice = try Party("alice@example.org", device: 11)
    let bob = try Holder(at: "example.net")
    #expect(bob.jid.hasSuffix("@example.net") && bob.jid.utf8.count == 64)
    let tablet = try Party(bob.jid, device: 33)
    let list = "<devices xmlns='urn:xmpp:omemo:2'><device id='\(bob.device)'/><device id='33'/></devices>"
    #expect(try alice.pawl("import-devicelist", "--jid", bob.jid, input: list).status == 0)
    #expect(try bob.pawl("import-devicelist", "--jid", bob.jid, input: list).status == 0)
    let bundle = try tablet.pawl("bundle").output
    #expect(try bob.pawl("import-bundle", "--jid", bob.jid, "--device", "33", input: bundle).status == 0)
    #expect(try alice.pawl("import-bundle", "--jid", bob.jid, "--device", "33", input: bundle).status == 0)
    #expect(
      try alice.pawl("import-bundle", "--jid", bob.jid, "--device", "\(bob.device)", input: bob.pawl("bundle").output).status
        == 0)
    let before = try alice.pawl("devices", "--jid", bob.jid).line
    #expect(before.contains(", verified") && before.contains(", undecided"))
    for (verb, trust) in [("vouch", "verified"), ("revoke", "distrusted")] {
      let signed = try bob.pawl(verb, "--device", "33", "--fingerprint", fingerprint(tablet), "--json")
      let nodes = try #require(try signed.json()["publish"] as? [[String: Any]])
      let item = try #require(nodes.first?["item"] as? String)
      let statement = try bob.pawl("statements", "--item", item).output
      let imported = try alice.pawl("import-statements", "--jid", bob.jid, input: statement)
      #expect(imported.status == 0 && imported.errors.contains("device 33 is \(trust), as the address says"))
      #expect(try alice.pawl("devices", "--jid", bob.jid).line.contains("33: ") )
    }
    let again = try bob.pawl("vouch", "--device", "33", "--fingerprint", fingerprint(tablet))
    #expect(again.status == 65 && again.errors == "pawl: the device's key was revoked\n")
    #expect(try alice.pawl("vouch", "--device", "33", "--fingerprint", fingerprint(tablet)).status == 65)
  }

  @Test("The same key at two hosts, and the list of both, in order")
  func twoHosts() throws {
    let alice = try Party("alice@example.org", device: 11)
    let one = try Holder(at: "one.test")
    let two = try Holder(at: "two.test", sameKeyAs: one)
    #expect(try one.pawl("fingerprint").line == two.pawl("fingerprint").line)
    #expect(try one.pawl("addresses").line == one.jid)
    #expect(try one.pawl("addresses", "--set", two.jid, "--set", one.jid).line == "publish the list of urn:pawl:identity:0:address-list")
    let list = try one.pawl("statements").output
    #expect(try alice.pawl("import-statements", "--jid", one.jid, input: list).status == 0)
    #expect(try alice.pawl("addresses", "--jid", one.jid).line == "\(two.jid)\n\(one.jid)")
    #expect(try two.pawl("import-statements", "--jid", one.jid, input: list).status == 0)
    #expect(try two.pawl("statements").output == list)
    #expect(try one.pawl("addresses", "--set", two.jid).status == 65)
    #expect(try alice.pawl("addresses", "--set", alice.jid).status == 65)
    #expect(try Command(["init", "--store", alice.path("x"), "--key-address", "a/b"]).status == 64)
    #expect(try Command(["init", "--store", alice.path("x")]).status == 64)
  }

  @Test("A safety number is compared by its digits or its code; another is told apart")
  func safetyNumber() throws {
    let (alice, bob) = try Party.pair()
    let shown = try alice.pawl("fingerprint", "--safety-number", bob.jid, "--qr").line
    #expect(shown.contains("█") && shown.hasPrefix("22: "))
    let line = shown.split(separator: "\n").first.map(String.init) ?? ""
    let digits = String(line.dropFirst("22: ".count))
    #expect(try bob.pawl("fingerprint", "--safety-number", alice.jid, "--compare", digits).line == "the same as with device 11")
    let numbers = try JSONSerialization.jsonObject(
      with: Data(alice.pawl("fingerprint", "--safety-number", bob.jid, "--json").output.utf8)) as? [[String: Any]]
    let scannable = try #require(numbers?.first?["scannable"] as? String)
    #expect(try bob.pawl("fingerprint", "--safety-number", alice.jid, "--compare", scannable).status == 0)
    let wrong = String(digits.dropLast()) + (digits.hasSuffix("0") ? "1" : "0")
    #expect(try bob.pawl("fingerprint", "--safety-number", alice.jid, "--compare", wrong).status == 65)
    #expect(try bob.pawl("fingerprint", "--compare", digits).status == 64)
  }

  @Test("Deciding on a key prints what the other devices are to be told")
  func trustMessages() throws {
    let alice = try Party("alice@example.org", device: 11)
    let tablet = try Party("alice@example.org", device: 12)
    let bob = try Party("bob@example.net", device: 22)
    try alice.meet(tablet)
    try alice.meet(bob)
    try tablet.meet(bob)
    let first = try alice.pawl(
      "trust", "--jid", tablet.jid, "--device", "12", "--fingerprint", fingerprint(tablet), "verified")
    #expect(first.status == 0 && first.output.isEmpty)
    let second = try alice.pawl("trust", "--jid", bob.jid, "--device", "22", "--fingerprint", fingerprint(bob), "verified")
    let stanzas = second.line.split(separator: "\n").map(String.init)
    #expect(stanzas.count == 2 && stanzas.allSatisfy { $0.hasPrefix("<message") })
    try tablet.meet(alice)
    _ = try tablet.pawl("trust", "--jid", alice.jid, "--device", "11", "--fingerprint", fingerprint(alice), "verified")
    let told = try stanzas.map { try tablet.pawl("decrypt", input: $0) }.filter { $0.status == 0 }
    let line = "pawl: alice@example.org * bob@example.net device 22 is verified, as alice@example.org device 11 says\n"
    #expect(told.count == 1 && told.allSatisfy { $0.output.isEmpty && $0.errors.hasPrefix(line) })
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Trust and repair from the command line")
struct TrustCommandTests {
  /// Alice, who has had a message from Bob.
  private func acquaintedPair() throws -> (alice: Party, bob: Party) {
    let (alice, bob) = try Party.pair()
    _ = try alice.pawl("decrypt", input: bob.pawl("encrypt", "--to", alice.jid, input: "hello").output)
    return (alice, bob)
  }

  @Test("A distrusted device gets nothing, and the line says why; verified, it does again")
  func trust() throws {
    let (alice, bob) = try acquaintedPair()
    let fingerprint = try bob.pawl("fingerprint").line
    func decide(_ trust: String) throws -> Command {
      try alice.pawl("trust", "--jid", bob.jid, "--device", "\(bob.device)", "--fingerprint", fingerprint, trust)
    }
    #expect(try alice.pawl("devices", "--jid", bob.jid).line == "\(bob.device): \(fingerprint), trusted")
    #expect(try decide("distrusted").status == 0)
    let refused = try alice.pawl("encrypt", "--to", bob.jid, input: "no")
    #expect(refused.status == 66 && refused.output.isEmpty)
    #expect(refused.errors == "pawl: no device can be written to: 1 distrusted\n")
    #expect(try decide("verified").status == 0)
    #expect(try alice.pawl("encrypt", "--to", bob.jid, input: "yes").status == 0)
    let devices = try alice.pawl("devices", "--jid", bob.jid, "--json").output
    #expect(devices.contains(#""trust":"verified""#) && devices.contains(#""hadAnotherKey":false"#))
  }

  @Test("Another fingerprint than the device's, a device without a key, and words that are none")
  func refused() throws {
    let (alice, bob) = try acquaintedPair()
    let own = try alice.pawl("fingerprint").line
    let bobs = ["trust", "--jid", bob.jid, "--device", "\(bob.device)"]
    #expect(try alice.pawl(bobs + ["--fingerprint", own, "verified"]).status == 65)
    #expect(try alice.pawl(bobs + ["--fingerprint", "123", "verified"]).status == 64)
    #expect(try alice.pawl(bobs + ["--fingerprint", own, "loved"]).status == 64)
    #expect(try alice.pawl("trust", "--jid", bob.jid, "--device", "99", "--fingerprint", own, "verified").status == 66)
    #expect(try alice.pawl("forget", "--jid", bob.jid, "--device", "99").status == 66)
    #expect(try alice.pawl("policy", "sometimes").status == 64)
    #expect(try alice.pawl("devices", "--jid", bob.jid).output.hasSuffix(", trusted\n"))
  }

  @Test("The policy is kept, and refuses what it says")
  func policy() throws {
    let (alice, bob) = try acquaintedPair()
    #expect(try alice.pawl("policy").line == "blind")
    #expect(try alice.pawl("policy", "always-verify").status == 0)
    #expect(try alice.pawl("policy", "--json").json()["policy"] as? String == "always-verify")
    #expect(try alice.pawl("encrypt", "--to", bob.jid, input: "no").errors.hasSuffix("1 not verified\n"))
  }

  @Test("A message that cannot be read says what to do, and doing it heals the session")
  func repair() throws {
    let (alice, bob) = try acquaintedPair()
    #expect(try alice.pawl("forget", "--jid", bob.jid, "--device", "\(bob.device)").status == 0)
    #expect(try alice.pawl("devices", "--jid", bob.jid).line == "\(bob.device): no key yet, undecided, had another key before")
    // Bob goes on in the session that Alice gave up; his key exchange names a prekey that is used up.
    let lost = try alice.pawl("decrypt", input: bob.pawl("encrypt", "--to", alice.jid, input: "lost").output)
    #expect(lost.status == 65 && lost.errors.hasSuffix("then pawl repair begins a new session\n"))
    let bundle = try bob.pawl("bundle").output
    #expect(try alice.pawl("import-bundle", "--jid", bob.jid, "--device", "\(bob.device)", input: bundle).status == 0)
    let exchange = try alice.pawl("repair", "--jid", bob.jid, "--device", "\(bob.device)")
    #expect(exchange.status == 0)
    #expect(try bob.pawl("decrypt", input: exchange.output).status == 0)
    let found = try alice.pawl("decrypt", input: bob.pawl("encrypt", "--to", alice.jid, input: "found").output)
    #expect(found.line == "found")
  }

  @Test("A store that was put back says so, and maintain prints what is to be published")
  func restored() throws {
    let (alice, bob) = try acquaintedPair()
    let mirror = alice.path("mirror")
    #expect(try alice.pawl("encrypt", "--mirror", mirror, "--to", bob.jid, input: "1").errors.isEmpty)
    let store = try Data(contentsOf: URL(filePath: alice.path("store")))
    let log = try? Data(contentsOf: URL(filePath: alice.path("store-wal")))
    #expect(try alice.pawl("encrypt", "--mirror", mirror, "--to", bob.jid, input: "2").errors.isEmpty)
    for name in ["store-wal", "store-shm"] { try? FileManager.default.removeItem(atPath: alice.path(name)) }
    try store.write(to: URL(filePath: alice.path("store")))
    try log?.write(to: URL(filePath: alice.path("store-wal")))
    let found = try alice.pawl("encrypt", "--mirror", mirror, "--to", bob.jid, input: "3")
    #expect(found.status == 66 && found.errors.hasPrefix("pawl: the store was put back or copied"))
    let actions = try alice.pawl("maintain", "--mirror", mirror)
    #expect(actions.line.contains("publish the bundle of urn:xmpp:omemo:2"))
    #expect(try alice.pawl("maintain", "--mirror", mirror).output.isEmpty)
  }
}

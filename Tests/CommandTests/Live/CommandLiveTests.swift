import Foundation
import TestSupport
import Testing

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
@Suite("pawl to pawl over Prosody", .enabled(if: LiveServer.inner != nil), .serialized, .timeLimit(.minutes(4)))
struct CommandLiveTests {
  @Test("Both are online: texts arrive both ways, in order")
  func online() async throws {
    let alice = try await LiveAccount(user: 11)
    let bob = try await LiveAccount(user: 12)
    async let heard = bob.listen(3)
    for number in 0..<3 { try await alice.send("\(number)", to: bob) }
    #expect(try await heard == ["\(alice.jid): 0", "\(alice.jid): 1", "\(alice.jid): 2"])
    async let answer = alice.listen(1)
    try await bob.send("heard", to: alice)
    #expect(try await answer == ["\(bob.jid): heard"])
  }

  @Test("E9 a text with line breaks is one line, and none of it looks like another's, or like a verification")
  func lineBreaks() async throws {
    let alice = try await LiveAccount(user: 24)
    let bob = try await LiveAccount(user: 25)
    try await alice.send("hi\n\(bob.jid): hello\nverification: match", to: bob)
    #expect(try await bob.catchUp() == ["\(alice.jid): hi \(bob.jid): hello verification: match"])
  }

  @Test("Who is offline finds everything later, once; what a sending command passes by is not lost")
  func offline() async throws {
    let alice = try await LiveAccount(user: 13)
    let bob = try await LiveAccount(user: 14)
    for number in 0..<3 { try await alice.send("\(number)", to: bob) }
    try await bob.send("not read yet", to: alice)
    #expect(try await bob.catchUp() == (0..<3).map { "\(alice.jid): \($0)" })
    #expect(try await bob.catchUp().isEmpty)
    #expect(try await alice.catchUp() == ["\(bob.jid): not read yet"])
    #expect(try await bob.listen(1, "--seconds", "3").isEmpty)
  }

  @Test("Three devices of one account: each reads what comes, and what another of them sends")
  func threeDevices() async throws {
    let alice = try await LiveAccount(user: 15)
    let phone = try await LiveAccount(user: 16, device: "phone")
    let tablet = try await LiveAccount(user: 16, device: "tablet")
    let desk = try await LiveAccount(user: 16, device: "desk")
    try await alice.send("to all three", to: phone)
    for device in [phone, tablet, desk] { #expect(try await device.catchUp() == ["\(alice.jid): to all three"]) }
    async let onTablet = tablet.listen(1)
    async let onDesk = desk.listen(1)
    try await Task.sleep(for: .seconds(2))
    try await phone.send("from the phone", to: alice)
    #expect(try await onTablet == ["\(phone.jid): from the phone"])
    #expect(try await onDesk == ["\(phone.jid): from the phone"])
    #expect(try await alice.catchUp() == ["\(phone.jid): from the phone"])
  }

  @Test("A room of three: all read; who is put out no longer does, who comes back does")
  func room() async throws {
    let room = "tea@rooms.a.test"
    let alice = try await LiveAccount(user: 17)
    let bob = try await LiveAccount(user: 18)
    let carol = try await LiveAccount(user: 19)
    let members = try await alice.must("room", "--room", room, "--add", bob.jid, "--add", carol.jid)
    #expect(Set(members.split(separator: "\n").map(String.init)) == [alice.jid, bob.jid, carol.jid])
    async let toBob = bob.listen(2, "--room", room)
    async let toCarol = carol.listen(1, "--room", room)
    try await Task.sleep(for: .seconds(3))
    try await alice.must("send", "--room", room, input: "tea?")
    #expect(try await toCarol == ["\(alice.jid) in \(room): tea?"])
    try await alice.must("room", "--room", room, "--remove", carol.jid)
    let refused = try await carol.run(["send", "--room", room], input: "let me in")
    #expect(refused.status == 65 && refused.errors.contains("registration-required"))
    try await alice.must("send", "--room", room, input: "without Carol")
    #expect(try await toBob == ["\(alice.jid) in \(room): tea?", "\(alice.jid) in \(room): without Carol"])
    try await alice.must("room", "--room", room, "--add", carol.jid)
    async let again = alice.listen(1, "--room", room)
    try await Task.sleep(for: .seconds(3))
    try await carol.must("send", "--room", room, input: "back")
    #expect(try await again == ["\(carol.jid) in \(room): back"])
  }

  @Test("Who asks to be a contact is one when the other agrees, and no longer when taken off")
  func contacts() async throws {
    let alice = try await LiveAccount(user: 22)
    let bob = try await LiveAccount(user: 23)
    #expect(try await alice.must("contacts", "--add", bob.jid).contains("\(bob.jid) none asked"))
    async let listening = bob.run(["listen", "--seconds", "3"])
    #expect(try await listening.errors.contains("\(alice.jid) wants to be a contact"))
    try await bob.must("contacts", "--add", alice.jid)
    try await alice.must("contacts", "--add", bob.jid)
    #expect(try await bob.must("contacts").contains("\(alice.jid) both"))
    #expect(try await alice.must("contacts").contains("\(bob.jid) both"))
    #expect(try await !alice.must("contacts", "--remove", bob.jid).contains(bob.jid))
    #expect(try await bob.must("contacts").contains("\(alice.jid) none"))
    #expect(try await alice.run(["contacts", "--add", "not an address"]).status == 64)
  }

  @Test("The doctor finds a device that was taken off the server, and mends it")
  func doctor() async throws {
    let phone = try await LiveAccount(user: 20)
    let other = try await LiveAccount(user: 20, device: "tablet")
    #expect(try await phone.run(["doctor"]).status == 0)
    let id = try #require(try await phone.run(["fingerprint", "--json"]).json()["device"] as? Int)
    try await other.must("publish", "--unlist", "\(id)")
    let ill = try await phone.run(["doctor"])
    #expect(ill.status == 65 && ill.output.contains("urn:xmpp:omemo:2: this device is not on the device list"))
    #expect(try await phone.run(["doctor", "--repair"]).status == 0)
    #expect(try await phone.run(["doctor"]).status == 0)
  }

  @Test("Refusals: one line, an exit code, and nothing changed")
  func refusals() async throws {
    let alice = try await LiveAccount(user: 21)
    let nobody = try await alice.run(["send", "--to", "user60@a.test"], input: "hello")
    #expect(nobody.status == 66 && nobody.errors.contains("device list is not known"))
    let stranger = try await alice.run(["send", "--room", "no room"], input: "hello")
    #expect(stranger.status == 64)
    let folder = try TemporaryFolder()
    let store = folder.path("store")
    #expect(try Command(["init", "--store", store, "--jid", "user21@a.test"]).status == 0)
    #expect(try Command(["listen", "--store", store]).status == 66)
  }
}

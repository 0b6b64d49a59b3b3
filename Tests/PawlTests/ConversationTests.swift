import GRDB
import Pawl
import TestSupport
import Testing

@Suite("Two devices")
struct ConversationTests {
  @Test("A first message begins a session, is answered, and the conversation goes on without key exchanges", arguments: Namespace.allCases)
  func firstMessage(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    let first = try await alice.send("hello", to: bob)
    let received = try await bob.receive(first)
    #expect(received.text == "hello")
    #expect(received.sender.jid == alice.jid && received.sender.fingerprint == alice.device.fingerprint)
    #expect(received.sender.trust == .trusted)
    #expect(received.actions.first == .publishBundle(namespace))

    let answer = try #require(received.answers.first)
    let empty = try await alice.receive(answer)
    #expect(empty.text == nil && empty.actions.isEmpty)
    let second = try await alice.send("again", to: bob)
    let mark = namespace == .omemo2 ? "kex='true'" : "prekey='true'"
    #expect(first.contains(mark) && !second.contains(mark))
    #expect(try await bob.read(second) == "again")
    #expect(try await alice.read(bob.send("answer", to: alice)) == "answer")
  }

  @Test("Until it is answered, every message repeats the key exchange, and any of them may come first", arguments: Namespace.allCases)
  func repeatedKeyExchange(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    var stanzas: [String] = []
    for number in 0..<4 { stanzas.append(try await alice.send("\(number)", to: bob)) }
    for number in [2, 0, 3, 1] { #expect(try await bob.read(stanzas[number]) == "\(number)") }
    #expect(try await bob.device.sessions().count == 1)
  }

  @Test("A used prekey leaves the bundle, a new one takes its place, and no id comes twice", arguments: Namespace.allCases)
  func preKeysAreReplaced(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    guard case .bundle(let before) = try Inspection(await bob.device.bundle(namespace)) else { return }
    _ = try await bob.receive(alice.send("hello", to: bob))
    guard case .bundle(let after) = try Inspection(await bob.device.bundle(namespace)) else { return }
    let used = Set(before.preKeyIDs).subtracting(after.preKeyIDs)
    let new = Set(after.preKeyIDs).subtracting(before.preKeyIDs)
    #expect(before.preKeyIDs.count == 100 && after.preKeyIDs.count == 100)
    #expect(used.count == 1 && new == [202])
    #expect(after.isSignatureValid)
  }

  @Test("C15 own device: every trusted device of the contact and of our own account can read, the sending one is left out")
  func manyDevices() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let tablet = try TestDevice("alice@example.org", id: 3)
    let phone = try TestDevice("bob@example.net", id: 1)
    let laptop = try TestDevice("bob@example.net", id: 2)
    try await alice.meet(phone, laptop)
    try await alice.meet(alice, tablet)
    let sent = try await alice.device.encrypt("to all", to: phone.jid, now: TestDevice.now)
    #expect(sent.recipients.count == 3 && sent.omitted.isEmpty)
    for reader in [phone, laptop, tablet] { #expect(try await reader.read(sent.stanza) == "to all") }
    await #expect(throws: ReceiveError.ownMessage) { _ = try await alice.receive(sent.stanza) }
  }

  @Test("A note to oneself goes to each of one's own devices once")
  func noteToSelf() async throws {
    let phone = try TestDevice("alice@example.org", id: 1)
    let tablet = try TestDevice("alice@example.org", id: 3)
    try await phone.meet(phone, tablet)
    let sent = try await phone.device.encrypt("milk", to: phone.jid, now: TestDevice.now)
    #expect(sent.recipients == [tablet.recipient])
    #expect(try await tablet.read(sent.stanza) == "milk")
  }

  @Test("A device without a bundle is left out, named, and its bundle asked for")
  func missingBundle() async throws {
    let (alice, bob) = try await TestDevice.pair()
    _ = try await alice.device.importDeviceList(
      "<devices xmlns='urn:xmpp:omemo:2'><device id='2'/><device id='9'/></devices>", of: bob.jid)
    let sent = try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now)
    #expect(sent.recipients.map(\.device.value) == [2])
    #expect(sent.omitted.map(\.reason) == [.noBundle])
    #expect(sent.actions == [.fetchBundle(jid: bob.jid, device: try #require(DeviceID(9)), .omemo2)])
  }

  @Test("D8 plaintext downgrade: nothing is sent to a device that is no longer listed, nor to a contact without devices")
  func unlistedDevice() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'/>", of: bob.jid)
    await #expect(throws: SendError.noDevices) { _ = try await alice.send("hello", to: bob) }
    await #expect(throws: SendError.noDevices) {
      _ = try await alice.device.encrypt("hello", to: "nobody@example.com", now: TestDevice.now)
    }
  }

  @Test("C7 simultaneous initiation: both sides begin at once: each reads the other, and they agree on one session", arguments: Namespace.allCases)
  func simultaneousStart(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    let toBob = try await alice.send("from alice", to: bob)
    let toAlice = try await bob.send("from bob", to: alice)
    #expect(try await bob.read(toBob) == "from alice")
    #expect(try await alice.read(toAlice) == "from bob")
    for round in 0..<4 {
      #expect(try await bob.read(alice.send("\(round)", to: bob)) == "\(round)")
      #expect(try await alice.read(bob.send("\(round)", to: alice)) == "\(round)")
    }
    let last = try await alice.send("last", to: bob)
    #expect(!last.contains("kex='true'") && !last.contains("prekey='true'"))
    #expect(try await bob.read(last) == "last")
  }

  @Test("Both begin at once: a late repeat of the session that the peer gave up does not bring us back to it", arguments: Namespace.allCases)
  func lateRepeatedExchange(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    let begun = [try await bob.send("first", to: alice), try await bob.send("second", to: alice)]
    let exchange = try await alice.send("from alice", to: bob)
    #expect(try await alice.read(begun[0]) == "first")
    // Bob takes Alice's session in place of his own and answers in it, as clients do that keep one session.
    #expect(try await bob.read(exchange) == "from alice")
    try await DatabaseQueue(path: bob.folder.path("store")).write {
      try $0.execute(sql: "DELETE FROM sessions WHERE last_use < (SELECT max(last_use) FROM sessions)")
    }
    #expect(try await alice.read(bob.send("in hers", to: alice)) == "in hers")
    #expect(try await alice.read(begun[1]) == "second")
    #expect(try await bob.read(alice.send("understood", to: bob)) == "understood")
  }

  @Test("A message that others overtook does not bring us back to its session", arguments: Namespace.allCases)
  func overtakenMessage(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    let late = try await bob.send("late", to: alice)
    #expect(try await alice.read(bob.send("overtaking", to: alice)) == "overtaking")
    try await alice.giveBundle(to: bob, in: namespace)
    let repair = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    for answer in try await alice.receive(repair).answers { _ = try await bob.receive(answer) }
    #expect(try await alice.read(late) == "late")
    #expect(try await alice.device.sessions().filter(\.isActive).map(\.role) == [.responder])
  }

  @Test("B2 device removal: our own device missing from our list asks for the list to be published with it")
  func ownDeviceMissing() async throws {
    let (alice, _) = try await TestDevice.pair()
    let actions = try await alice.device.importDeviceList(
      "<devices xmlns='urn:xmpp:omemo:2'><device id='77' label='tablet'/></devices>", of: alice.jid)
    #expect(actions == [.publishDeviceList(.omemo2)])
    let list = try await alice.device.deviceList()
    #expect(list.contains("id='1'") && list.contains("id='77'") && list.contains("label='tablet'"))
  }

  @Test("A lost device of our own is taken off both lists, and gets nothing from then on")
  func unlist() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let lost = try TestDevice(alice.jid, id: 77)
    for namespace in Namespace.allCases { try await alice.meet(alice, lost, in: namespace) }
    #expect(try await alice.device.encrypt("1", to: bob.jid, now: TestDevice.now).recipients.contains(lost.recipient))
    let actions = try await alice.device.unlist(lost.device.id)
    #expect(Set(actions) == [.publishDeviceList(.legacy), .publishDeviceList(.omemo2)])
    for namespace in Namespace.allCases { #expect(try await !alice.device.deviceList(namespace).contains("'77'")) }
    #expect(try await alice.device.encrypt("2", to: bob.jid, now: TestDevice.now).recipients == [bob.recipient])
    #expect(try await alice.device.unlist(lost.device.id).isEmpty)
    #expect(try await alice.device.unlist(alice.device.id).isEmpty)
  }

  @Test("A device that was taken off the list and put back goes on where it was")
  func relisted() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'/>", of: bob.jid)
    #expect(try await alice.read(bob.send("still read", to: alice)) == "still read")
    _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'><device id='2'/></devices>", of: bob.jid)
    let sent = try await alice.send("back", to: bob)
    #expect(!sent.contains("kex='true'"))
    #expect(try await bob.read(sent) == "back")
  }

  @Test("Texts arrive as they were written", arguments: [" ", "\t\r\n", "<&>'\"]]>", "🐈‍⬛ e\u{301}", String(repeating: "x", count: 81_000)])
  func texts(text: String) async throws {
    let (alice, bob) = try await TestDevice.pair()
    #expect(try await bob.read(alice.send(text, to: bob)) == text)
  }

  @Test("A text that XML cannot carry is refused, and so is one too large", arguments: ["\u{0}", "\u{1b}[2J", "\u{fffe}"])
  func impossibleTexts(text: String) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let before = try alice.bytes()
    await #expect(throws: SendError.invalidText) { _ = try await alice.send(text, to: bob) }
    await #expect(throws: SendError.tooLarge) {
      _ = try await alice.send(String(repeating: "x", count: 81_920), to: bob)
    }
    #expect(try alice.bytes() == before)
  }

  @Test("A random conversation of two stores over a rough network loses only what the network lost", arguments: 0..<4 as Range<UInt64>, Namespace.allCases)
  func roughNetwork(seed: UInt64, namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    var random = SplitMix64(seed: seed)
    var network = LossyNetwork<(receiver: TestDevice, stanza: String, text: String?)>(faults: .rough)
    var read: Set<String> = []
    for step in 0..<300 {
      if Bool.random(using: &random) {
        let (sender, receiver) = Bool.random(using: &random) ? (alice, bob) : (bob, alice)
        network.send((receiver, try await sender.send("\(step)", to: receiver), "\(step)"), using: &random)
      } else if let packet = network.deliver(using: &random) {
        do {
          let received = try await packet.receiver.receive(packet.stanza)
          #expect(received.text == packet.text)
          if let text = packet.text { #expect(read.insert(text).inserted) }
          let other = packet.receiver === alice ? bob : alice
          for answer in received.answers { network.send((other, answer, nil), using: &random) }
        } catch ReceiveError.duplicate, ReceiveError.undecryptable {
          // Undecryptable is what a duplicate of a long forgotten chain looks like.
          #expect(packet.text == nil || read.contains(packet.text ?? ""), "lost \(packet.text ?? "")")
        }
      }
    }
    for round in 0..<3 {
      #expect(try await bob.read(alice.send("calm \(round)", to: bob)) == "calm \(round)")
      #expect(try await alice.read(bob.send("calm \(round)", to: alice)) == "calm \(round)")
    }
  }
}

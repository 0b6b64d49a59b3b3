import DoubleRatchet
import Primitives
import Testing
import TestSupport

@Suite("The double ratchet")
struct RatchetTests {
  @Test("A conversation ping-pongs, and every reply turns the ratchet")
  func pingPong() throws {
    try RatchetParty.pair().split { alice, bob in
      var keys: Set<X25519PublicKey> = []
      for round in 0..<10 {
        let question = try alice.send("question \(round)")
        #expect(try bob.receive(question) == "question \(round)")
        let answer = try bob.send("answer \(round)")
        #expect(try alice.receive(answer) == "answer \(round)")
        keys.formUnion([question.header.ratchetKey, answer.header.ratchetKey])
      }
      #expect(keys.count == 20)
    }
  }

  @Test("A chain arrives in any order")
  func anyOrder() throws {
    try RatchetParty.pair().split { alice, bob in
      let packets = try (0..<50).map { try alice.send("\($0)") }
      for packet in packets.reversed() { #expect(try bob.receive(packet) == packet.text) }
      #expect(bob.skipped.isEmpty)
    }
  }

  @Test("A message arrives after several turns of the ratchet")
  func lateAcrossSteps() throws {
    try RatchetParty.pair().split { alice, bob in
      let first = try alice.send("first")
      let late = try alice.send("late")
      _ = try bob.receive(first)
      for _ in 0..<10 {
        _ = try alice.receive(bob.send("answer"))
        _ = try bob.receive(alice.send("more"))
      }
      #expect(try bob.receive(late) == "late")
    }
  }

  @Test("A peer that sends pn one too low, as libsignal does, loses nothing", arguments: [0, 1] as [UInt32])
  func lowPreviousCount(deficit: UInt32) throws {
    try RatchetParty.pair().split { alice, bob in
      let first = try alice.send("first")
      let late = try alice.send("late")
      _ = try bob.receive(first)
      _ = try alice.receive(bob.send("answer"))
      var next = try alice.send("next")
      next.header = RatchetHeader(
        ratchetKey: next.header.ratchetKey, previousCount: next.header.previousCount - deficit, number: 0)
      _ = try bob.receive(next)
      #expect(try bob.receive(late) == "late")
    }
  }

  @Test("A responder cannot send before it has received")
  func responderWaits() throws {
    try RatchetParty.pair().split { _, bob in
      #expect(throws: RatchetError.cannotSendYet) { _ = try bob.send("too early") }
    }
  }

  @Test("A duplicate is refused, in order or late")
  func duplicates() throws {
    try RatchetParty.pair().split { alice, bob in
      let packets = try (0..<3).map { try alice.send("\($0)") }
      for index in [2, 0, 1] { _ = try bob.receive(packets[index]) }
      for packet in packets {
        #expect(throws: RatchetError.duplicate) { _ = try bob.receive(packet) }
      }
    }
  }

  @Test("A copy of a message whose chain was given up is known as one, as far back as chains are known by their keys")
  func copiesOfClosedChains() throws {
    let known = RatchetLimits.maximumReceivingChains + Int(RatchetLimits.maximumClosedChains)
    try RatchetParty.pair().split { alice, bob in
      var chains: [[RatchetParty.Packet]] = []
      for turn in 0...known {
        let packets = try (0..<3).map { try alice.send("\(turn).\($0)") }
        for index in [2, 0, 1] { _ = try bob.receive(packets[index]) }
        chains.append(packets)
        _ = try alice.receive(bob.send("answer \(turn)"))
        bob.ratchet = try Ratchet(decoding: bob.ratchet.encoded(), rootInfo: Array("test root".utf8))
      }
      for packet in chains.dropFirst().joined() {
        #expect(throws: RatchetError.duplicate) { _ = try bob.receive(packet) }
      }
      for packet in chains[0] { #expect(throws: RatchetParty.Failure.forged) { _ = try bob.receive(packet) } }
      // What no such chain has reached is no copy.
      var beyond = chains[1][2]
      beyond.header = RatchetHeader(
        ratchetKey: beyond.header.ratchetKey, previousCount: beyond.header.previousCount, number: 3)
      #expect(throws: RatchetParty.Failure.forged) { _ = try bob.receive(beyond) }
    }
  }

  @Test("What a header costs is told before it is tried: the skipped keys of both chains and its own, or nothing")
  func stepCount() throws {
    try RatchetParty.pair().split { alice, bob in
      let known = try alice.send("0").header.ratchetKey
      _ = try bob.receive(alice.send("1"))
      let new = X25519PrivateKey().publicKey
      let costs: [(X25519PublicKey, pn: UInt32, n: UInt32, UInt32)] = [
        (known, 0, 1, 0), (known, 0, 2, 1), (known, 0, 5, 4), (known, 0, 1002, 1001), (known, 0, 1003, 0), (known, 0, .max, 0),
        (new, 0, 0, 1), (new, 7, 3, 9), (new, 5000, 3, 4), (new, 1002, 1000, 2001), (new, 0, 1001, 0), (new, 0, .max, 0),
      ]
      for (key, pn, n, cost) in costs {
        let header = RatchetHeader(ratchetKey: key, previousCount: pn, number: n)
        #expect(bob.ratchet.stepCount(for: header) == cost, "\(header)")
      }
    }
  }

  @Test("C1 skip DoS: a header far ahead is refused, at the bound it is not", arguments: [0, 1, UInt32.max - 1001, UInt32.max - 1] as [UInt32])
  func farAhead(beyond: UInt32) throws {
    try RatchetParty.pair().split { alice, bob in
      _ = try bob.receive(alice.send("begin"))
      var packet = try alice.send("ahead")
      packet.header = RatchetHeader(
        ratchetKey: packet.header.ratchetKey, previousCount: 0,
        number: 1 + RatchetLimits.maximumSkip + min(beyond, .max - 1001))
      let before = bob.ratchet.encoded().declassified()
      if beyond == 0 {
        #expect(throws: RatchetParty.Failure.forged) { _ = try bob.receive(packet) }
      } else {
        #expect(throws: RatchetError.tooFarAhead) { _ = try bob.receive(packet) }
      }
      #expect(bob.ratchet.encoded().declassified() == before)
    }
  }

  @Test("A new chain that begins far ahead, or at the last number, is refused", arguments: [1001, UInt32.max] as [UInt32])
  func newChainFarAhead(number: UInt32) throws {
    try RatchetParty.pair().split { alice, bob in
      let packet = try alice.send("ahead")
      let header = RatchetHeader(ratchetKey: packet.header.ratchetKey, previousCount: 0, number: number)
      #expect(throws: RatchetError.tooFarAhead) {
        _ = try bob.receive(RatchetParty.Packet(header: header, text: packet.text, tag: packet.tag))
      }
    }
  }

  @Test("A huge pn costs no work and loses no message", arguments: [1002, UInt32.max] as [UInt32])
  func hugePreviousCount(count: UInt32) throws {
    try RatchetParty.pair().split { alice, bob in
      _ = try bob.receive(alice.send("begin"))
      _ = try alice.receive(bob.send("answer"))
      var packet = try alice.send("next")
      packet.header = RatchetHeader(ratchetKey: packet.header.ratchetKey, previousCount: count, number: 0)
      #expect(try bob.receive(packet) == "next")
      #expect(bob.skipped.isEmpty)
    }
  }

  @Test("C2 commit before MAC: a forged message leaves every byte of the ratchet as it was, and the genuine one opens afterwards")
  func forgeryChangesNothing() throws {
    try RatchetParty.pair().split { alice, bob in
      _ = try bob.receive(alice.send("begin"))
      _ = try alice.receive(bob.send("answer"))
      let genuine = try alice.send("genuine")
      let before = bob.ratchet.encoded().declassified()
      var forgeries: [RatchetParty.Packet] = []
      for header in [
        RatchetHeader(ratchetKey: genuine.header.ratchetKey, previousCount: 9, number: 0),
        RatchetHeader(ratchetKey: genuine.header.ratchetKey, previousCount: 1, number: 7),
        RatchetHeader(ratchetKey: X25519PrivateKey().publicKey, previousCount: 1, number: 0),
      ] {
        forgeries.append(RatchetParty.Packet(header: header, text: "forged", tag: genuine.tag))
      }
      for forgery in forgeries {
        #expect(throws: RatchetParty.Failure.forged) { _ = try bob.receive(forgery) }
        #expect(bob.ratchet.encoded().declassified() == before)
        #expect(bob.skipped.isEmpty)
      }
      #expect(try bob.receive(genuine) == "genuine")
    }
  }

  @Test("A ratchet survives being stored at every step")
  func records() throws {
    try RatchetParty.pair().split { alice, bob in
      for round in 0..<12 {
        alice.ratchet = try Ratchet(decoding: alice.ratchet.encoded(), rootInfo: Array("test root".utf8))
        bob.ratchet = try Ratchet(decoding: bob.ratchet.encoded(), rootInfo: Array("test root".utf8))
        #expect(try bob.receive(alice.send("\(round)")) == "\(round)")
        if round % 2 == 0 { _ = try alice.receive(bob.send("answer")) }
      }
    }
  }

  @Test("A record that is cut, lengthened or of another version is refused")
  func damagedRecords() throws {
    try RatchetParty.pair().split { alice, bob in
      _ = try bob.receive(alice.send("begin"))
      let record = bob.ratchet.encoded().declassified()
      for length in 0..<record.count {
        #expect(throws: RecordError.self) {
          _ = try Ratchet(decoding: SecretBytes(copying: Array(record[..<length])), rootInfo: [])
        }
      }
      for damaged in [record + [0], [1] + record.dropFirst(), [3] + record.dropFirst()] {
        #expect(throws: RecordError.self) {
          _ = try Ratchet(decoding: SecretBytes(copying: Array(damaged)), rootInfo: [])
        }
      }
    }
  }

  @Test("A random conversation over a rough network loses only what the network lost", arguments: 0..<20 as Range<UInt64>)
  func roughNetwork(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var network = LossyNetwork<(toBob: Bool, packet: RatchetParty.Packet)>(faults: .rough)
    var read: Set<String> = []
    try RatchetParty.pair().split { alice, bob in
      _ = try bob.receive(alice.send("begin"))
      for step in 0..<1000 {
        if Bool.random(using: &random) {
          let toBob = Bool.random(using: &random)
          let packet = toBob ? try alice.send("\(step)") : try bob.send("\(step)")
          network.send((toBob, packet), using: &random)
        } else if let (toBob, packet) = network.deliver(using: &random) {
          do {
            let text = toBob ? try bob.receive(packet) : try alice.receive(packet)
            #expect(text == packet.text && read.insert(text).inserted)
          } catch RatchetError.duplicate {
            #expect(read.contains(packet.text))
          } catch RatchetParty.Failure.forged {
            // A duplicate of a chain so old that it is forgotten looks like a new chain, and is refused as a forgery.
            #expect(read.contains(packet.text))
          }
        }
      }
      network.faults = .none
      while let (toBob, packet) = network.deliver(using: &random) {
        if toBob { _ = try? bob.receive(packet) } else { _ = try? alice.receive(packet) }
      }
      #expect(try bob.receive(alice.send("calm")) == "calm")
      #expect(try alice.receive(bob.send("calm too")) == "calm too")
    }
  }
}

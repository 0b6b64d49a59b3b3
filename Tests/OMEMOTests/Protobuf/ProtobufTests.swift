import OMEMO
import Primitives
import SwiftProtobuf
import TestSupport
import Testing

/// The wire codec beside SwiftProtobuf, over messages that are put together at random: mostly of the right fields, with
/// unknown ones, wrong types, repeated and missing ones, groups, overlong numbers, and damage of every kind.
@Suite("The protobuf codec")
struct ProtobufTests {
  @Test("What SwiftProtobuf takes is taken, with the same values, and what it refuses is refused", arguments: 0..<8)
  func ratchetMessages(seed: UInt64) {
    var generator = ProtobufGenerator(seed: seed)
    var tally = Tally()
    for _ in 0..<4000 {
      let inner = generator.message(bytes: [3, 4], numbers: [1, 2])
      let omemo2 = generator.message(bytes: [1, 2], numbers: [], values: [1: generator.random.bytes(16), 2: inner])
      tally.count(compare(omemo2, .omemo2, try? Self.omemo2(omemo2)))
      let content = generator.message(bytes: [1, 4], numbers: [2, 3], values: [1: [0x05] + ProtobufGenerator.key])
      let legacy = [0x33] + content + generator.random.bytes(8)
      tally.count(compare(legacy, .legacy, try? Self.legacy(content)))
    }
    // The comparison is worth something only if both happen often.
    #expect(tally.taken > 500 && tally.refused > 500)
  }

  @Test("The same for key exchanges", arguments: 0..<8)
  func keyExchanges(seed: UInt64) {
    var generator = ProtobufGenerator(seed: seed)
    var tally = Tally()
    for _ in 0..<4000 {
      let omemo2 = generator.message(
        bytes: [3, 4, 5], numbers: [1, 2], values: [3: ProtobufGenerator.identity, 4: ProtobufGenerator.key])
      tally.count(compareExchange(omemo2, .omemo2, try? Self.omemo2Exchange(omemo2)))
      let key = [0x05] + ProtobufGenerator.key
      let content = generator.message(bytes: [2, 3, 4], numbers: [1, 5, 6], values: [2: key, 3: key])
      tally.count(compareExchange([0x33] + content, .legacy, try? Self.legacyExchange(content)))
    }
    #expect(tally.taken > 500 && tally.refused > 500)
  }

  @Test("Groups nest as deep as SwiftProtobuf lets them, and no deeper", arguments: [1, 98, 99, 100, 101, 5000])
  func depth(_ depth: Int) {
    let groups = [UInt8](repeating: 0x7b, count: depth) + [UInt8](repeating: 0x7c, count: depth)  // field 15
    let message = groups + ProtobufGenerator.minimal
    #expect(compare(message, .omemo2, try? Self.omemo2(message)) == (depth < 100))
  }

  private struct Tally {
    var taken = 0
    var refused = 0

    mutating func count(_ isTaken: Bool) {
      if isTaken { taken += 1 } else { refused += 1 }
    }
  }

  private struct Values: Equatable {
    var numbers: [UInt32] = []
    var bytes: [[UInt8]] = []
  }

  private func compare(_ bytes: [UInt8], _ profile: Profile, _ expected: Values?) -> Bool {
    let read = try? RatchetMessage(bytes, in: profile)
    let values = read.map {
      Values(
        numbers: [$0.header.number, $0.header.previousCount], bytes: [$0.mac, $0.header.ratchetKey.encoded, $0.ciphertext])
    }
    var expected = expected
    if profile.namespace == .legacy { expected?.bytes.insert(Array(bytes.suffix(8)), at: 0) }
    #expect(values == expected, "\(TextEncoding.hex(bytes))")
    return read != nil
  }

  private func compareExchange(_ bytes: [UInt8], _ profile: Profile, _ expected: Values?) -> Bool {
    let read = try? KeyExchange(bytes, in: profile)
    let values = read.map {
      Values(
        numbers: [$0.id.preKeyID, $0.id.signedPreKeyID, $0.id.registrationID],
        bytes: [$0.id.identityKey.encoded, $0.id.ephemeralKey.encoded, $0.message])
    }
    #expect(values == expected, "\(TextEncoding.hex(bytes))")
    return read != nil
  }

  private static func omemo2(_ bytes: [UInt8]) throws -> Values {
    let outer = try WireOMEMOAuthenticatedMessage(serializedBytes: bytes)
    let inner = try WireOMEMOMessage(serializedBytes: outer.message)
    guard outer.mac.count == 16, inner.hasCiphertext else { throw Refused() }
    return Values(
      numbers: [inner.n, inner.pn],
      bytes: [Array(outer.mac), try X25519PublicKey(inner.dhPub).encoded, Array(inner.ciphertext)])
  }

  private static func legacy(_ bytes: [UInt8]) throws -> Values {
    let message = try WireSignalMessage(serializedBytes: bytes)
    guard message.hasRatchetKey, message.hasCounter, message.hasCiphertext else { throw Refused() }
    return Values(
      numbers: [message.counter, message.previousCounter],
      bytes: [try CurveKey.decode(message.ratchetKey).encoded, Array(message.ciphertext)])
  }

  private static func omemo2Exchange(_ bytes: [UInt8]) throws -> Values {
    let wire = try WireOMEMOKeyExchange(serializedBytes: bytes)
    guard DeviceID.range.contains(wire.pkID), DeviceID.range.contains(wire.spkID) else { throw Refused() }
    return Values(
      numbers: [wire.pkID, wire.spkID, 0],
      bytes: [try Ed25519PublicKey(wire.ik).encoded, try X25519PublicKey(wire.ek).encoded, Array(wire.message)])
  }

  private static func legacyExchange(_ bytes: [UInt8]) throws -> Values {
    let wire = try WirePreKeySignalMessage(serializedBytes: bytes)
    guard wire.hasPreKeyID, wire.hasSignedPreKeyID, wire.hasBaseKey, wire.hasIdentityKey, wire.hasMessage,
      DeviceID.range.contains(wire.preKeyID), DeviceID.range.contains(wire.signedPreKeyID)
    else { throw Refused() }
    return Values(
      numbers: [wire.preKeyID, wire.signedPreKeyID, wire.registrationID],
      bytes: [
        try CurveKey.decode(wire.identityKey).encoded, try CurveKey.decode(wire.baseKey).encoded, Array(wire.message),
      ])
  }

  private struct Refused: Error {}
}

import OMEMO
import Pawl
import Primitives
import Testing

/// Each way in which a PreKeySignalMessage can be wrong has a refusal of its own.
@Suite("Key exchanges that are refused on the legacy wire")
struct KeyExchangeRefusalTests {
  /// One change to a PreKeySignalMessage: 33, then 08 <prekey id>, 12 21 <base key>, 1a 21 <identity key>, 22 <length>
  /// <message>, 28 <registration id>, 30 <signed prekey id>.
  struct Change: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let error: ReceiveError
    let apply: @Sendable (inout [UInt8]) -> Void

    init(_ name: String, _ error: ReceiveError, _ apply: @escaping @Sendable (inout [UInt8]) -> Void) {
      (testDescription, self.error, self.apply) = (name, error, apply)
    }

    /// Changes a key, type byte included, that stands behind a field's tag.
    static func key(_ name: String, tag: UInt8, _ apply: @escaping @Sendable (inout ArraySlice<UInt8>) -> Void) -> Change {
      Change(name, .malformed) { message in
        guard let start = message.firstRange(of: [tag, 0x21, 0x05])?.upperBound else { return }
        apply(&message[start - 1..<start + 32])
      }
    }
  }

  static let changes = [
    Change("version 2", .unsupportedVersion) { $0[0] = 0x23 },
    Change("version 4", .unsupportedVersion) { $0[0] = 0x44 },
    Change("no prekey id", .malformed) { $0[1] = 0x38 },
    Change("prekey id 0", .malformed) { $0.replaceSubrange(2..<($0[2] & 0x80 == 0 ? 3 : 4), with: [0]) },
    Change("prekey id of nobody", .unknownPreKey) { $0.replaceSubrange(2..<($0[2] & 0x80 == 0 ? 3 : 4), with: [9]) },
    Change("signed prekey id of nobody", .unknownSignedPreKey) { $0[$0.count - 1] = 0x7e },
    Change("empty", .malformed) { $0 = [] },
    Change("cut", .malformed) { $0.removeLast(1) },
    .key("base key of another type", tag: 0x12) { $0[$0.startIndex] = 0x04 },
    .key("base key of low order", tag: 0x12) { for index in $0.indices.dropFirst() { $0[index] = 0 } },
    .key("identity key of another type", tag: 0x1a) { $0[$0.startIndex] = 0x06 },
    .key("identity key of low order", tag: 0x1a) { for index in $0.indices.dropFirst() { $0[index] = 0 } },
    .key("identity key that is not canonical", tag: 0x1a) { for index in $0.indices.dropFirst() { $0[index] = 0xff } },
  ]

  @Test("A field that is wrong", arguments: changes)
  func fields(change: Change) async throws {
    let (alice, bob) = try await TestDevice.pair(in: .legacy)
    try await refuse(change.error, from: alice, by: bob, change: change.apply)
  }

  @Test("The exchange of a session, repeated with another registration id or another prekey")
  func mismatch() async throws {
    let (alice, bob) = try await TestDevice.pair(in: .legacy)
    _ = try await bob.receive(alice.send("first", to: bob))
    try await refuse(.exchangeMismatch, from: alice, by: bob) { $0[$0.count - 3] = 0x09 }
    try await refuse(.exchangeMismatch, from: alice, by: bob) { $0[2] ^= 0x01 }
  }

  @Test("Our own identity key as the sender's")
  func ownIdentity() async throws {
    let (alice, bob) = try await TestDevice.pair(in: .legacy)
    let fingerprint = try #require(TextEncoding.decodeHex(bob.device.fingerprint.hex))
    try await refuse(.ownIdentity, from: alice, by: bob) { key in
      guard let start = key.firstRange(of: [0x1a, 0x21, 0x05])?.upperBound else { return }
      key.replaceSubrange(start..<start + 32, with: fingerprint)
    }
  }

  private func refuse(
    _ error: ReceiveError, from alice: TestDevice, by bob: TestDevice, change: (inout [UInt8]) -> Void
  ) async throws {
    let stanza = try await alice.send("genuine", to: bob)
    let forged = try Forging.changing(Forging.key(in: .legacy), of: stanza, change)
    let before = try bob.bytes()
    await #expect(throws: error) { _ = try await bob.receive(forged) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "genuine")
  }
}

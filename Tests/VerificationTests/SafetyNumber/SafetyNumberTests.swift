import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Safety numbers")
struct SafetyNumberTests {
  /// The constants of Signal's own tests.
  static let published = try! KnownAnswer.all("signal_kats", named: "fingerprint_v1")

  private func safetyNumber(_ record: KnownAnswer, local: String, remote: String) throws -> SafetyNumber {
    func key(_ name: String) throws -> X25519PublicKey { try X25519PublicKey(record["\(name)_key"].dropFirst()) }
    return SafetyNumber(
      local: try key(local), localName: Array(record.text("\(local)_id").utf8), remote: try key(remote),
      remoteName: Array(record.text("\(remote)_id").utf8))
  }

  @Test("The published digits and codes come out", arguments: published)
  func vectors(_ record: KnownAnswer) throws {
    let alice = try safetyNumber(record, local: "alice", remote: "bob")
    let bob = try safetyNumber(record, local: "bob", remote: "alice")
    #expect(alice.digits == record.text("display"))
    #expect(bob.digits == record.text("display"))
    #expect(alice.scannable.inVersion(.telephoneNumber).encoded.hex == record.text("alice_scannable"))
    #expect(alice.scannable.version == .serviceID)
    #expect(alice.scannable.encoded == [8, 2] + record["alice_scannable"].dropFirst(2))
    #expect(alice.scannable.matches(bob.scannable) && bob.scannable.matches(alice.scannable))
    #expect(!alice.scannable.matches(alice.scannable))
  }

  @Test("There is the published case")
  func count() {
    #expect(Self.published.count == 1)
  }

  @Test("Both sides show the same for JIDs, in twelve groups; another key, account or side changes it")
  func accounts() throws {
    let (alice, bob, carol) = (X25519PrivateKey().publicKey, X25519PrivateKey().publicKey, X25519PrivateKey().publicKey)
    let (aliceJID, bobJID) = (try JID("alice@example.org/a"), try JID("Bob@example.net"))
    let number = SafetyNumber(local: alice, localJID: aliceJID, remote: bob, remoteJID: bobJID)
    let others = SafetyNumber(local: bob, localJID: bobJID.bare, remote: alice, remoteJID: try JID("ALICE@example.org"))
    #expect(number.digits == others.digits)
    #expect(number.digits.utf8.count == 60 && number.digits.utf8.allSatisfy { (48...57).contains($0) })
    #expect(number.description.split(separator: " ").map(\.utf8.count) == [Int](repeating: 5, count: 12))
    #expect(number.matches(number.description) && number.matches(number.digits))
    let different = [
      SafetyNumber(local: carol, localJID: aliceJID, remote: bob, remoteJID: bobJID),
      SafetyNumber(local: alice, localJID: aliceJID, remote: carol, remoteJID: bobJID),
      SafetyNumber(local: alice, localJID: try JID("alice@example.com"), remote: bob, remoteJID: bobJID),
      SafetyNumber(local: alice, localJID: bobJID, remote: bob, remoteJID: aliceJID),
    ]
    for other in different {
      #expect(!number.matches(other.digits))
      #expect(!number.scannable.matches(other.scannable))
    }
  }

  @Test("Digits that differ in one place, or are fewer, don't match")
  func typed() throws {
    let number = try safetyNumber(Self.published[0], local: "alice", remote: "bob")
    var digits = Array(number.digits.utf8)
    #expect(!number.matches(""))
    #expect(!number.matches(String(number.digits.dropLast())) && !number.matches(number.digits + "0"))
    for index in digits.indices {
      let digit = digits[index]
      digits[index] = digit == 57 ? 48 : digit + 1
      #expect(!number.matches(String(decoding: digits, as: UTF8.self)))
      digits[index] = digit
    }
  }

  @Test("A code is read in its one layout")
  func scanned() throws {
    let code = try safetyNumber(Self.published[0], local: "alice", remote: "bob").scannable
    let bytes = code.encoded
    #expect(bytes.count == ScannableFingerprint.byteCount)
    #expect(try ScannableFingerprint(bytes).encoded == bytes)
    for count in 0..<bytes.count {
      #expect(throws: ScannableFingerprintError.malformed) { try ScannableFingerprint(Array(bytes[..<count])) }
    }
    #expect(throws: ScannableFingerprintError.malformed) { try ScannableFingerprint(bytes + [0]) }
    for index in [0, 2, 3, 4, 5, 38, 39, 40, 41] {
      #expect(throws: ScannableFingerprintError.malformed) { try ScannableFingerprint(bytes.flippingBit(index * 8)) }
    }
    for version in [0, 3, 255] as [UInt8] {
      #expect(throws: ScannableFingerprintError.unknownVersion) {
        try ScannableFingerprint([8, version] + bytes[2...])
      }
    }
  }

  @Test("A code matches only what the other side shows, to the bit")
  func matching() throws {
    let alice = try safetyNumber(Self.published[0], local: "alice", remote: "bob").scannable
    let bob = try safetyNumber(Self.published[0], local: "bob", remote: "alice").scannable
    #expect(alice.matches(try ScannableFingerprint(bob.encoded)))
    #expect(!alice.matches(bob.inVersion(.telephoneNumber)))
    for index in Array(6..<38) + Array(42..<74) {
      #expect(!alice.matches(try ScannableFingerprint(bob.encoded.flippingBit(index * 8 + 3))))
    }
  }

  @Test("libsignal's encoding of two halves")
  func encoding() throws {
    let bytes =
      [0x08, 0x02, 0x12, 0x22, 0x0a, 0x20] + [UInt8](repeating: 0x12, count: 32)
      + [0x1a, 0x22, 0x0a, 0x20] + [UInt8](repeating: 0xba, count: 32)
    let other =
      [0x08, 0x02, 0x12, 0x22, 0x0a, 0x20] + [UInt8](repeating: 0xba, count: 32)
      + [0x1a, 0x22, 0x0a, 0x20] + [UInt8](repeating: 0x12, count: 32)
    #expect(try ScannableFingerprint(bytes).encoded == bytes)
    #expect(try ScannableFingerprint(bytes).matches(ScannableFingerprint(other)))
  }
}

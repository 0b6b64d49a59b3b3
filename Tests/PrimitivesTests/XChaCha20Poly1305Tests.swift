import Primitives
import TestSupport
import Testing

@Suite struct XChaCha20Poly1305Tests {
  struct AEAD: Decodable, Sendable {
    let key: HexBytes
    let iv: HexBytes
    let aad: HexBytes
    let msg: HexBytes
    let ct: HexBytes
    let tag: HexBytes
  }

  @Test(arguments: try WycheproofFile<AEAD>("xchacha20_poly1305").cases)
  func `Nonce, ciphertext and tag open just when they are valid`(_ test: WycheproofCase<AEAD>) throws {
    let inputs = test.inputs
    let plaintext = try open(
      inputs.iv.bytes + inputs.ct.bytes + inputs.tag.bytes, key: inputs.key.bytes, inputs.aad.bytes)
    #expect(plaintext == (test.result == .valid ? inputs.msg.bytes : nil))
  }

  @Test func `All Wycheproof cases are there`() throws {
    let file = try WycheproofFile<AEAD>("xchacha20_poly1305")
    #expect(file.cases.count == file.numberOfTests)
  }

  let key = [UInt8](repeating: 0x42, count: 32)
  let plaintext = Array("the identity key".utf8)
  let associatedData = Array("record 7".utf8)

  @Test(arguments: [0, 1, 15, 16, 63, 64, 65, 1000])
  func `What was sealed opens`(_ count: Int) throws {
    let plaintext = [UInt8](repeating: 5, count: count)
    let sealed = try seal(plaintext)
    #expect(sealed.count == count + XChaCha20Poly1305.overhead)
    #expect(try open(sealed, key: key, associatedData) == plaintext)
  }

  @Test func `No flipped bit is accepted`() throws {
    let sealed = try seal(plaintext)
    let accepted = try (0..<sealed.bitCount).filter {
      try open(sealed.flippingBit($0), key: key, associatedData) != nil
    }
    #expect(accepted.isEmpty)
  }

  @Test func `No flipped bit of the key is accepted`() throws {
    let sealed = try seal(plaintext)
    let accepted = try (0..<256).filter { try open(sealed, key: key.flippingBit($0), associatedData) != nil }
    #expect(accepted.isEmpty)
  }

  @Test func `Other associated data is refused`() throws {
    let sealed = try seal(plaintext)
    let accepted = try (0..<associatedData.bitCount).filter {
      try open(sealed, key: key, associatedData.flippingBit($0)) != nil
    }
    #expect(accepted.isEmpty)
    #expect(try open(sealed, key: key, []) == nil)
    #expect(try open(sealed, key: key, associatedData + [0]) == nil)
    #expect(try open(sealed, key: key, Array(associatedData.dropLast())) == nil)
  }

  @Test func `Nothing that is cut off or added is accepted`() throws {
    let sealed = try seal(plaintext)
    let accepted = try (0..<sealed.count).filter {
      try open(Array(sealed.prefix($0)), key: key, associatedData) != nil
        || open(Array(sealed.suffix($0)), key: key, associatedData) != nil
    }
    #expect(accepted.isEmpty)
    #expect(try open(sealed + [0], key: key, associatedData) == nil)
  }

  @Test func `The bytes of the data cannot move into the associated data`() throws {
    let sealed = try seal(plaintext)
    let nonce = sealed.prefix(XChaCha20Poly1305.nonceByteCount)
    let rest = sealed.dropFirst(XChaCha20Poly1305.nonceByteCount)
    #expect(try open(Array(nonce + rest.dropFirst()), key: key, associatedData + [rest[rest.startIndex]]) == nil)
  }

  @Test func `No nonce comes twice`() throws {
    let nonces = Set(try (0..<200).map { _ in try seal([]).prefix(XChaCha20Poly1305.nonceByteCount) })
    #expect(nonces.count == 200)
  }

  private func seal(_ plaintext: [UInt8]) throws -> [UInt8] {
    try XChaCha20Poly1305.seal(
      SecretBytes(copying: plaintext), key: GuardedBytes(SecretBytes(copying: key)), associatedData: associatedData)
  }

  private func open(_ sealed: [UInt8], key: [UInt8], _ associatedData: [UInt8]) throws -> [UInt8]? {
    let key = try GuardedBytes(SecretBytes(copying: key))
    do {
      return try XChaCha20Poly1305.open(sealed, key: key, associatedData: associatedData).declassified()
    } catch {
      return nil
    }
  }
}

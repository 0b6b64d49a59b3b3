import Primitives
import TestSupport
import Testing

@Suite struct AES256CBCTests {
  struct Cipher: Decodable, Sendable {
    let key: HexBytes
    let iv: HexBytes
    let msg: HexBytes
    let ct: HexBytes
  }

  static func wycheproof(_ isIncluded: (Int) -> Bool) throws -> [WycheproofCase<Cipher>] {
    try WycheproofFile<Cipher>("aes_cbc_pkcs5").testGroups.filter { isIncluded($0.keySize ?? 0) }.flatMap(\.tests)
  }

  @Test(arguments: try wycheproof { $0 == 256 })
  func `A ciphertext opens just when it is valid`(_ test: WycheproofCase<Cipher>) throws {
    let inputs = test.inputs
    let plaintext = open(inputs.ct.bytes, key: inputs.key.bytes, iv: inputs.iv.bytes)
    #expect(plaintext == (test.result == .valid ? inputs.msg.bytes : nil))
    guard test.result == .valid else { return }
    #expect(try seal(inputs.msg.bytes, key: inputs.key.bytes, iv: inputs.iv.bytes) == inputs.ct.bytes)
  }

  @Test(arguments: try wycheproof { $0 != 256 })
  func `A key of 128 or 192 bits is refused`(_ test: WycheproofCase<Cipher>) {
    let inputs = test.inputs
    #expect(open(inputs.ct.bytes, key: inputs.key.bytes, iv: inputs.iv.bytes) == nil)
    #expect(throws: CipherError.self) { try seal(inputs.msg.bytes, key: inputs.key.bytes, iv: inputs.iv.bytes) }
  }

  @Test func `All Wycheproof cases are there`() throws {
    #expect(try Self.wycheproof { _ in true }.count == WycheproofFile<Cipher>("aes_cbc_pkcs5").numberOfTests)
    #expect(try Self.wycheproof { $0 == 256 }.count == 72)
  }

  @Test func `Every length up to five blocks opens as it was sealed`() throws {
    var generator = SplitMix64(seed: 16)
    for count in 0...80 {
      let plaintext = generator.bytes(count)
      let key = generator.bytes(32)
      let iv = generator.bytes(16)
      let ciphertext = try seal(plaintext, key: key, iv: iv)
      #expect(ciphertext.count == (count / 16 + 1) * 16)
      #expect(open(ciphertext, key: key, iv: iv) == plaintext)
    }
  }

  @Test func `A ciphertext that is not whole blocks is refused`() throws {
    let key = [UInt8](repeating: 1, count: 32)
    let iv = [UInt8](repeating: 2, count: 16)
    let ciphertext = try seal([UInt8](repeating: 3, count: 20), key: key, iv: iv)
    for count in 0..<ciphertext.count where !count.isMultiple(of: 16) || count == 0 {
      #expect(open(Array(ciphertext.prefix(count)), key: key, iv: iv) == nil)
    }
    #expect(open(ciphertext + [0], key: key, iv: iv) == nil)
  }

  @Test(arguments: [0, 15, 17, 32])
  func `An initialisation vector of another length is refused`(_ count: Int) throws {
    let key = [UInt8](repeating: 1, count: 32)
    let iv = [UInt8](repeating: 2, count: count)
    #expect(open([UInt8](repeating: 0, count: 16), key: key, iv: iv) == nil)
    #expect(throws: CipherError.self) { try seal([], key: key, iv: iv) }
  }

  @Test(arguments: [0, 31, 33, 64])
  func `A key of another length is refused`(_ count: Int) throws {
    let key = [UInt8](repeating: 1, count: count)
    let iv = [UInt8](repeating: 2, count: 16)
    #expect(open([UInt8](repeating: 0, count: 16), key: key, iv: iv) == nil)
    #expect(throws: CipherError.self) { try seal([], key: key, iv: iv) }
  }

  private func seal(_ plaintext: [UInt8], key: [UInt8], iv: [UInt8]) throws(CipherError) -> [UInt8] {
    try AES256CBC.seal(SecretBytes(copying: plaintext), key: SecretBytes(copying: key), iv: SecretBytes(copying: iv))
  }

  private func open(_ ciphertext: [UInt8], key: [UInt8], iv: [UInt8]) -> [UInt8]? {
    do {
      return try AES256CBC.open(ciphertext, key: SecretBytes(copying: key), iv: SecretBytes(copying: iv)).declassified()
    } catch {
      return nil
    }
  }
}

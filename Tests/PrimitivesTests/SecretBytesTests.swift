import Primitives
import TestSupport
import Testing

@Suite struct SecretBytesTests {
  @Test func `Equal bytes match, and nothing else`() {
    let bytes = (0..<32).map { UInt8($0) }
    let same = matches(bytes, bytes)
    let flipped = (0..<bytes.bitCount).filter { matches(bytes, bytes.flippingBit($0)) }
    let shorter = matches(bytes, Array(bytes.dropLast()))
    let longer = matches(bytes, bytes + [0])
    let none = matches(bytes, [])
    #expect(same)
    #expect(flipped.isEmpty)
    #expect(!shorter && !longer && !none)
  }

  @Test func `No bytes match no bytes`() {
    #expect(matches([], []))
    #expect(!matches([], [0]))
  }

  @Test func `A secret matches itself`() {
    let secret = SecretBytes(randomCount: 32)
    let itself = secret.matches(secret)
    #expect(itself)
  }

  @Test func `A part is a copy of its range`() {
    let secret = SecretBytes(copying: [1, 2, 3, 4, 5])
    let ranges = [0..<5, 0..<0, 5..<5, 0..<1, 1..<4, 4..<5]
    for range in ranges {
      let part = secret.part(range)
      let count = part.count
      let bytes = part.declassified()
      #expect(count == range.count)
      #expect(bytes == Array([1, 2, 3, 4, 5][range]))
    }
  }

  @Test func `A part outlives its secret`() {
    let part = SecretBytes(copying: [1, 2, 3]).part(1..<3)
    let bytes = part.declassified()
    #expect(bytes == [2, 3])
  }

  @Test func `New memory is zero`() {
    let bytes = SecretBytes(count: 100) { _ in }.declassified()
    #expect(bytes == [UInt8](repeating: 0, count: 100))
  }

  @Test(arguments: [0, 1, 15, 16, 17, 4096])
  func `Random bytes have the length asked for`(_ count: Int) {
    let secret = SecretBytes(randomCount: count)
    let length = secret.count
    let bytes = secret.declassified()
    #expect(length == count)
    #expect(bytes.count == count)
  }

  @Test func `No two random secrets match`() {
    let secrets = Set((0..<100).map { _ in SecretBytes(randomCount: 32).declassified() })
    #expect(secrets.count == 100)
  }

  @Test func `What the filling throws comes out`() {
    #expect(throws: KeyError.lowOrder) {
      _ = try SecretBytes(count: 32) { (_) throws(KeyError) in throw .lowOrder }
    }
  }

  @Test(arguments: [0, 1, 32, 5000])
  func `A guarded secret keeps its length`(_ count: Int) throws {
    let guarded = try GuardedBytes(SecretBytes(randomCount: count))
    let length = guarded.count
    #expect(length == count)
  }

  private func matches(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    SecretBytes(copying: a).matches(SecretBytes(copying: b))
  }
}

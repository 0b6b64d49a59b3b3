/// Writes a record of secret and public fields into one wiped buffer, for storage to seal.
package struct SecretEncoder: ~Copyable {
  private var buffer: SecretBytes
  private var position = 0

  /// - Parameter byteCount: the exact size of the record.
  package init(byteCount: Int) {
    buffer = SecretBytes(count: byteCount) { _ in }
  }

  package mutating func append(_ secret: borrowing SecretBytes) {
    secret.withBytes { bytes in
      unsafe buffer.write(bytes, at: position)
      position += bytes.count
    }
  }

  package mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe buffer.write($0, at: position) }
    position += bytes.count
  }

  package mutating func append(_ bytes: Bytes32) {
    bytes.withBytes { unsafe buffer.write($0, at: position) }
    position += 32
  }

  package mutating func append(_ number: UInt8) {
    unsafe withUnsafeBytes(of: number) { unsafe buffer.write($0, at: position) }
    position += 1
  }

  /// Four bytes, big-endian.
  package mutating func append(_ number: UInt32) {
    unsafe withUnsafeBytes(of: number.bigEndian) { unsafe buffer.write($0, at: position) }
    position += 4
  }

  /// The finished record.
  package consuming func finish() -> SecretBytes {
    precondition(position == buffer.count, "a record is as long as its encoder was told")
    return buffer
  }
}

/// Reads what ``SecretEncoder`` wrote. Every read checks the bounds, since a record may come from a damaged file.
package struct SecretDecoder: ~Copyable {
  private let record: SecretBytes
  private var position = 0

  package init(_ record: consuming SecretBytes) {
    self.record = record
  }

  /// Whether every byte was read.
  package var isAtEnd: Bool {
    position == record.count
  }

  package mutating func secret(_ count: Int) throws(RecordError) -> SecretBytes {
    let start = position
    try advance(count)
    return record.part(start..<position)
  }

  /// Public fields that stand between the secret ones.
  package mutating func bytes(_ count: Int) throws(RecordError) -> [UInt8] {
    let start = position
    try advance(count)
    return record.withBytes { unsafe [UInt8]($0[start..<(start + count)]) }  // a public key or a counter
  }

  package mutating func uint8() throws(RecordError) -> UInt8 {
    let start = position
    try advance(1)
    return record.withBytes { unsafe $0[start] }
  }

  package mutating func uint32() throws(RecordError) -> UInt32 {
    let start = position
    try advance(4)
    return record.withBytes { UInt32(bigEndian: unsafe $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)) }
  }

  /// The 32 bytes of a public key.
  package mutating func bytes32() throws(RecordError) -> Bytes32 {
    let start = position
    try advance(32)
    return record.withBytes { record in
      Bytes32 { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: record[start..<(start + 32)])) }
    }
  }

  private mutating func advance(_ count: Int) throws(RecordError) {
    guard count >= 0, record.count - position >= count else { throw RecordError() }
    position += count
  }
}

/// A stored record is not what this version or an earlier one wrote.
public struct RecordError: Error, Equatable, Sendable {
  package init() {}
}

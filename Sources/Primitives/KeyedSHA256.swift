import CSodium
import Crypto

/// HMAC-SHA-256 (RFC 2104) with its key absorbed: the two hashes have their pads, and what follows is cheap for each of
/// several messages under one key.
///
/// The hash is swift-crypto's, which uses the processor's SHA-256 instructions where there are some: it takes a fifth of
/// the time of libsodium's. Its states lie on the heap and are wiped when they are freed. The digests that it hands out lie
/// on the stack; they are wiped here, and so is the stack that the calls below have used.
struct KeyedSHA256: ~Copyable {
  static let codeByteCount = 32
  private static let blockByteCount = 64
  /// More than the calls below this one use.
  private static let stackByteCount = 1024

  private var inner = SHA256()
  private var outer = SHA256()

  /// - Parameter key: of any length; more than a block of it is hashed first.
  init(_ key: UnsafeRawBufferPointer) {
    unsafe WipedScratch.lend(Self.blockByteCount) { pad in
      unsafe Self.fit(key, into: pad)
      for index in 0..<Self.blockByteCount { unsafe pad[index] ^= 0x36 }
      unsafe inner.update(bufferPointer: UnsafeRawBufferPointer(pad))
      for index in 0..<Self.blockByteCount { unsafe pad[index] ^= 0x36 ^ 0x5c }
      unsafe outer.update(bufferPointer: UnsafeRawBufferPointer(pad))
    }
  }

  /// The code of what `feed` hands over, under a key that is used again.
  borrowing func code(into output: UnsafeMutableRawBufferPointer, feed: ((UnsafeRawBufferPointer) -> Void) -> Void) {
    unsafe Self.finish(inner, outer, into: output, feed: feed)
  }

  /// The code of one byte, under a key that is used again.
  borrowing func code(of byte: UInt8) -> SecretBytes {
    SecretBytes(count: Self.codeByteCount) { output in
      unsafe code(into: output) { update in unsafe withUnsafeBytes(of: byte) { unsafe update($0) } }
    }
  }

  /// The code of what `feed` hands over. The key is spent, which saves copying it.
  consuming func lastCode(
    into output: UnsafeMutableRawBufferPointer, feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    unsafe Self.finish(inner, outer, into: output, feed: feed)
  }

  private static func finish(
    _ inner: consuming SHA256, _ outer: consuming SHA256, into output: UnsafeMutableRawBufferPointer,
    feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    unsafe feed { unsafe inner.update(bufferPointer: $0) }
    var digest = inner.finalize()
    unsafe digest.withUnsafeBytes { unsafe outer.update(bufferPointer: $0) }
    wipe(&digest)
    digest = outer.finalize()
    unsafe digest.withUnsafeBytes { unsafe output.copyMemory(from: $0) }
    wipe(&digest)
    sodium_stackzero(stackByteCount)
  }

  private static func wipe(_ digest: inout SHA256Digest) {
    unsafe withUnsafeMutableBytes(of: &digest) { unsafe sodium_memzero($0.baseAddress!, $0.count) }
  }

  /// The key with zeros behind it, a block long.
  private static func fit(_ key: UnsafeRawBufferPointer, into block: UnsafeMutableRawBufferPointer) {
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0)
    guard key.count > blockByteCount else { return unsafe block.copyMemory(from: key) }
    var hash = SHA256()
    unsafe hash.update(bufferPointer: key)
    var digest = hash.finalize()
    unsafe digest.withUnsafeBytes { unsafe block.copyMemory(from: $0) }
    wipe(&digest)
  }
}

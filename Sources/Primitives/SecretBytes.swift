import CSodium

/// Secret bytes on the plain heap, wiped when they go out of scope.
///
/// The struct owns a heap pointer and not an inline array, because moving an inline value leaves its bytes at the old
/// address. It has no description, no `==`, no `Codable`, and cannot be copied: secrets move.
///
/// - Note: For ratchet keys, which live for one message. `GuardedBytes` is for the few long-lived roots.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
  /// The number of bytes.
  public let count: Int
  private let base: UnsafeMutableRawPointer

  /// Allocates `count` zero bytes and lets `fill` write them.
  ///
  /// - Throws: what `fill` throws; the bytes are wiped in that case too.
  @safe
  package init<E: Error>(
    count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    self.count = count
    unsafe base = .allocate(byteCount: max(count, 1), alignment: 16)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 1))
    try unsafe fill(UnsafeMutableRawBufferPointer(start: base, count: count))
  }

  /// `count` bytes from the system's random generator.
  package init(randomCount count: Int) {
    Sodium.initialise()
    self.init(count: count) { unsafe randombytes_buf($0.octets, $0.count) }
  }

  /// A copy of bytes that came from outside as an array: a key file, a passphrase, a test vector.
  public init(copying bytes: [UInt8]) {
    self.init(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
  }

  deinit {
    unsafe sodium_memzero(base, max(count, 1))
    unsafe base.deallocate()
  }

  /// Lends the bytes to `body`. The pointer must not leave it.
  @safe
  public borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// A second secret that holds the bytes in `range`.
  ///
  /// Used to split the output of a key derivation into its keys.
  package borrowing func part(_ range: Range<Int>) -> SecretBytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return SecretBytes(count: range.count) {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
  }

  /// Writes `bytes` at an offset; for ``SecretEncoder``.
  mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    precondition(offset >= 0 && count - offset >= bytes.count)
    guard let source = bytes.baseAddress else { return }
    unsafe (base + offset).copyMemory(from: source, byteCount: bytes.count)
  }

  /// Compares in constant time for equal lengths. Lengths are not secret.
  package borrowing func matches(_ other: borrowing SecretBytes) -> Bool {
    guard count == other.count else { return false }
    return unsafe sodium_memcmp(base, other.base, count) == 0
  }

  /// Gives the bytes up as an ordinary array that nobody wipes.
  ///
  /// Every use says why: a plaintext that goes to the user, or a MAC tag that goes on the wire.
  package borrowing func declassified() -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }
}

import CSodium

/// A long-lived secret in libsodium's guarded memory: locked into RAM, surrounded by guard pages, wiped when freed.
///
/// An allocation costs about 25 µs and several pages, so it serves the identity key and the store key only.
@safe
package struct GuardedBytes: ~Copyable, @unchecked Sendable {
  /// The number of bytes.
  package let count: Int
  private let base: UnsafeMutableRawPointer

  /// Moves `secret` into guarded memory; the plain copy is wiped.
  ///
  /// - Throws: ``GuardedMemoryError`` when the system refuses the pages.
  package init(_ secret: consuming SecretBytes) throws(GuardedMemoryError) {
    Sodium.initialise()
    guard let memory = unsafe sodium_malloc(secret.count) else { throw GuardedMemoryError() }
    unsafe base = memory
    count = secret.count
    secret.withBytes { unsafe memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    unsafe sodium_mprotect_readonly(base)
  }

  deinit {
    unsafe sodium_free(base)
  }

  /// Lends the bytes to `body`. The pointer must not leave it.
  @safe
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }
}

/// The system gave no guarded memory: its limit of locked pages is reached.
package struct GuardedMemoryError: Error, Equatable {
  package init() {}
}

import CSodium

/// Memory for a secret that lives no longer than a call: on the stack where it is small, and wiped at the end.
enum WipedScratch {
  /// Lends `byteCount` bytes, whose content is not defined, to `body`. The pointer must not leave it.
  static func lend<R: ~Copyable>(_ byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    unsafe withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { memory in
      defer { unsafe sodium_memzero(memory.baseAddress!, memory.count) }
      return unsafe body(memory)
    }
  }
}

/// Thirty-two public bytes, held inline: a public key or half a signature.
package struct Bytes32: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Refuses (`nil`) anything but exactly 32 bytes.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init { unsafe $0.copyBytes(from: bytes) }
  }

  /// Lets `fill` write the 32 bytes.
  @safe
  init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
    unsafe withUnsafeMutableBytes(of: &words) { unsafe fill($0) }
  }

  /// Lends the bytes to `body`. The pointer must not leave it.
  @safe
  package func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try unsafe withUnsafeBytes(of: words) { (buffer) throws(E) in try unsafe body(buffer) }
  }

  package var array: [UInt8] {
    withBytes { unsafe [UInt8]($0) }
  }

  package static func == (a: Bytes32, b: Bytes32) -> Bool {
    a.words == b.words
  }

  package func hash(into hasher: inout Hasher) {
    withBytes { unsafe hasher.combine(bytes: $0) }
  }
}

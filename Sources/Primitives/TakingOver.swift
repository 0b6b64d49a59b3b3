import CSodium

extension UnsafeMutableRawBufferPointer {
  /// Copies `source` here and wipes it there: swift-crypto hands plaintexts out in `Data`, which nobody else would wipe.
  func takeOver(_ source: UnsafeMutableRawBufferPointer) {
    guard unsafe !source.isEmpty else { return }
    unsafe copyMemory(from: UnsafeRawBufferPointer(source))
    unsafe sodium_memzero(source.octets, source.count)
  }
}

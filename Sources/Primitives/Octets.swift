// libsodium takes `unsigned char *`; buffers here are raw. The buffers that these serve are never
// without memory: SecretBytes, GuardedBytes and Bytes32 own at least a byte, and empty arrays are not passed on.

extension UnsafeRawBufferPointer {
  var octets: UnsafePointer<UInt8> {
    unsafe baseAddress!.assumingMemoryBound(to: UInt8.self)
  }
}

extension UnsafeMutableRawBufferPointer {
  var octets: UnsafeMutablePointer<UInt8> {
    unsafe baseAddress!.assumingMemoryBound(to: UInt8.self)
  }
}

public import Primitives

extension Ratchet {
  /// The version of the record that ``encoded()`` writes.
  private static let recordVersion: UInt8 = 1

  /// What storage keeps, sealed: a fixed layout of 107 bytes, 32 more with a sending chain, and 68 for each receiving
  /// chain. It is written before a ciphertext leaves and before a plaintext is shown, and an older one is never read
  /// again: it would use message keys a second time.
  public borrowing func encoded() -> SecretBytes {
    let chainByteCount = X25519PublicKey.byteCount + ChainKey.byteCount + 4
    let hasSendingChain = self.hasSendingChain
    var record = SecretEncoder(
      byteCount: 1 + RootKey.byteCount + X25519PrivateKey.byteCount + X25519PublicKey.byteCount + 4 + 4
        + 1 + (hasSendingChain ? ChainKey.byteCount : 0) + 1 + receivingChains.count * chainByteCount)
    record.append(Self.recordVersion)
    record.append(rootKey.secret)
    record.append(ratchetKey.scalar)
    record.append(ratchetKey.publicKey.bytes)
    record.append(sendingCount)
    record.append(previousSendingCount)
    record.append(UInt8(hasSendingChain ? 1 : 0))
    switch sendingChainKey {
    case .some(let chainKey): record.append(chainKey.secret)
    case .none: break
    }
    record.append(UInt8(receivingChains.count))
    for chain in receivingChains {
      record.append(chain.ratchetKey.bytes)
      record.append(chain.chainKey.secret)
      record.append(chain.next)
    }
    return record.finish()
  }

  /// Reads what ``encoded()`` wrote, in this version or an earlier one.
  ///
  /// - Parameter rootInfo: the label that the ratchet was made with.
  /// - Throws: ``RecordError`` for a record that no version wrote.
  public init(decoding record: consuming SecretBytes, rootInfo: [UInt8]) throws(RecordError) {
    var decoder = SecretDecoder(record)
    guard try decoder.uint8() == Self.recordVersion else { throw RecordError() }
    let rootKey = try RootKey(decoder.secret(RootKey.byteCount))
    let scalar = try decoder.secret(X25519PrivateKey.byteCount)
    let ratchetKey = try X25519PrivateKey(record: scalar, publicKey: X25519PublicKey(stored: decoder.bytes32()))
    let sendingCount = try decoder.uint32()
    let previousSendingCount = try decoder.uint32()
    var sendingChainKey: ChainKey?
    if try decoder.uint8() == 1 { sendingChainKey = ChainKey(derived: try decoder.secret(ChainKey.byteCount)) }
    let chainCount = Int(try decoder.uint8())
    guard chainCount <= RatchetLimits.maximumReceivingChains else { throw RecordError() }
    var chains: [ReceivingChain] = []
    for _ in 0..<chainCount {
      let key = X25519PublicKey(stored: try decoder.bytes32())
      let chainKey = ChainKey(derived: try decoder.secret(ChainKey.byteCount))
      chains.append(ReceivingChain(ratchetKey: key, chainKey: chainKey, next: try decoder.uint32()))
    }
    guard decoder.isAtEnd else { throw RecordError() }
    self.init(
      rootInfo: rootInfo, rootKey: rootKey, ratchetKey: ratchetKey, sendingChainKey: sendingChainKey,
      sendingCount: sendingCount, previousSendingCount: previousSendingCount, receivingChains: chains)
  }

  private var hasSendingChain: Bool {
    borrowing get {
      switch sendingChainKey {
      case .some(_): true
      case .none: false
      }
    }
  }
}

extension X25519PrivateKey {
  fileprivate init(record scalar: consuming SecretBytes, publicKey: X25519PublicKey) throws(RecordError) {
    do { try self.init(stored: scalar, publicKey: publicKey) } catch { throw RecordError() }
  }
}

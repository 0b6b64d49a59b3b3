public import Primitives

extension Ratchet {
  /// Version 1 ends with the receiving chains; version 2, which ``encoded()`` writes, has the closed ones behind them.
  private static let versionWithoutClosedChains: UInt8 = 1
  private static let version: UInt8 = 2

  /// What storage keeps, sealed: a fixed layout of 108 bytes, 32 more with a sending chain, 68 for each receiving chain,
  /// and 36 for each closed one. It is written before a ciphertext leaves and before a plaintext is shown, and an older
  /// one is never read again: it would use message keys a second time.
  public borrowing func encoded() -> SecretBytes {
    let chainByteCount = X25519PublicKey.byteCount + ChainKey.byteCount + 4
    let closedByteCount = X25519PublicKey.byteCount + 4
    let hasSendingChain = self.hasSendingChain
    var record = SecretEncoder(
      byteCount: 1 + RootKey.byteCount + X25519PrivateKey.byteCount + X25519PublicKey.byteCount + 4 + 4
        + 1 + (hasSendingChain ? ChainKey.byteCount : 0) + 1 + receivingChains.count * chainByteCount
        + 1 + closedChains.count * closedByteCount)
    record.append(Self.version)
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
    record.append(UInt8(closedChains.count))
    for chain in closedChains {
      record.append(chain.ratchetKey.bytes)
      record.append(chain.count)
    }
    return record.finish()
  }

  /// Reads what ``encoded()`` wrote, in this version or an earlier one.
  ///
  /// - Parameter rootInfo: the label that the ratchet was made with.
  /// - Throws: ``RecordError`` for a record that no version wrote.
  public init(decoding record: consuming SecretBytes, rootInfo: [UInt8]) throws(RecordError) {
    var decoder = SecretDecoder(record)
    let version = try decoder.uint8()
    guard [Self.versionWithoutClosedChains, Self.version].contains(version) else { throw RecordError() }
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
    let closedCount = version == Self.version ? Int(try decoder.uint8()) : 0
    guard closedCount <= RatchetLimits.maximumClosedChains else { throw RecordError() }
    var closed: [ClosedChain] = []
    for _ in 0..<closedCount {
      let key = X25519PublicKey(stored: try decoder.bytes32())
      closed.append(ClosedChain(ratchetKey: key, count: try decoder.uint32()))
    }
    guard decoder.isAtEnd else { throw RecordError() }
    self.init(
      rootInfo: rootInfo, rootKey: rootKey, ratchetKey: ratchetKey, sendingChainKey: sendingChainKey,
      sendingCount: sendingCount, previousSendingCount: previousSendingCount, receivingChains: chains,
      closedChains: closed)
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

package import Primitives

extension Ratchet {
  /// Which kept key the message with `header` may need: look it up and hand it to
  /// ``reception(of:storedKey:)``. `nil` when a chain that we have holds the key.
  public borrowing func storedKeyID(for header: RatchetHeader) -> SkippedKeyID? {
    if let chain = receivingChains.first(where: { $0.ratchetKey == header.ratchetKey }), header.number >= chain.next {
      return nil
    }
    return SkippedKeyID(ratchetKey: header.ratchetKey, number: header.number)
  }

  /// How many steps of a chain ``reception(of:storedKey:)`` takes for `header`: at most 2 * ``RatchetLimits/maximumSkip`` + 1,
  /// and none where it throws. For whoever tries one message in several ratchets.
  public borrowing func stepCount(for header: RatchetHeader) -> UInt32 {
    guard header.number < .max else { return 0 }
    if let chain = receivingChains.first(where: { $0.ratchetKey == header.ratchetKey }) {
      guard header.number >= chain.next else { return 0 }
      let skip = header.number - chain.next
      return skip <= RatchetLimits.maximumSkip ? skip + 1 : 0
    }
    guard header.number <= RatchetLimits.maximumSkip, !isOfClosedChain(header) else { return 0 }
    return missingBeforeStep(header.previousCount) + header.number + 1
  }

  /// RatchetDecrypt up to the cipher: finds or derives the key of the message with `header`, on the side.
  ///
  /// At most 2 * ``RatchetLimits/maximumSkip`` + 1 steps of a chain, of two HMACs each, and two X25519 agreements are spent on
  /// a message that may be forged.
  ///
  /// - Parameters:
  ///   - header: as received.
  ///   - storedKey: the key kept under ``storedKeyID(for:)``, if there is one.
  /// - Throws: `duplicate`, `tooFarAhead`, `invalidKey`.
  public borrowing func reception(
    of header: RatchetHeader, storedKey: consuming MessageKey?
  ) throws(RatchetError) -> Reception {
    try reception(of: header, storedKey: storedKey) { X25519PrivateKey() }
  }

  /// The same with our next ratchet key given, as test vectors fix it.
  package borrowing func reception(
    of header: RatchetHeader,
    storedKey: consuming MessageKey?,
    newRatchetKey: () -> X25519PrivateKey
  ) throws(RatchetError) -> Reception {
    guard header.number < .max else { throw .tooFarAhead }
    let index = receivingChains.firstIndex { $0.ratchetKey == header.ratchetKey }
    if let index, header.number >= receivingChains[index].next {
      return try advance(receivingChains[index], at: index, to: header.number)
    }
    if let key = storedKey.take() {
      let id = SkippedKeyID(ratchetKey: header.ratchetKey, number: header.number)
      return Reception(key: key, change: .stored(id), generation: generation)
    }
    guard index == nil, !isOfClosedChain(header) else { throw .duplicate }
    return try step(header, ratchetKey: newRatchetKey())
  }

  private borrowing func advance(
    _ chain: ReceivingChain, at index: Int, to number: UInt32
  ) throws(RatchetError) -> Reception {
    let skip = number - chain.next
    guard skip <= RatchetLimits.maximumSkip else { throw .tooFarAhead }
    var skipped = SkippedKeys.Collector(capacity: skip)
    let reached = skipped.advance(chain, to: number).step()
    let change = Reception.Change.advanced(reached.chain, index: index, skipped.finish())
    return Reception(key: reached.messageKey, change: change, generation: generation)
  }

  /// DHRatchet and the two SkipMessageKeys around it.
  private borrowing func step(
    _ header: RatchetHeader, ratchetKey newKey: consuming X25519PrivateKey
  ) throws(RatchetError) -> Reception {
    guard header.number <= RatchetLimits.maximumSkip else { throw .tooFarAhead }
    let receiving = try rootKey.advanced(by: agreement(ratchetKey, header.ratchetKey), info: rootInfo)
    let sending = try receiving.rootKey.advanced(by: agreement(newKey, header.ratchetKey), info: rootInfo)

    let missing = missingBeforeStep(header.previousCount)
    var skipped = SkippedKeys.Collector(capacity: missing + header.number)
    var chains = receivingChains
    if missing > 0 {
      chains[0] = skipped.advance(chains[0], to: header.previousCount)
    }
    let begun = ReceivingChain(ratchetKey: header.ratchetKey, chainKey: receiving.chainKey.duplicate(), next: 0)
    let reached = skipped.advance(begun, to: header.number).step()
    chains.insert(reached.chain, at: 0)
    let closed = chains.dropFirst(RatchetLimits.maximumReceivingChains).map { ClosedChain($0) } + closedChains

    return Reception(
      key: reached.messageKey,
      change: .stepped(
        Reception.Step(
          rootKey: sending.rootKey, ratchetKey: newKey, sendingChainKey: sending.chainKey,
          receivingChains: Array(chains.prefix(RatchetLimits.maximumReceivingChains)),
          closedChains: Array(closed.prefix(RatchetLimits.maximumClosedChains)), skipped: skipped.finish())),
      generation: generation)
  }

  private borrowing func isOfClosedChain(_ header: RatchetHeader) -> Bool {
    closedChains.contains { $0.ratchetKey == header.ratchetKey && header.number < $0.count }
  }

  private borrowing func agreement(
    _ key: borrowing X25519PrivateKey, _ peer: X25519PublicKey
  ) throws(RatchetError) -> SecretBytes {
    do { return try key.sharedSecret(with: peer) } catch { throw .invalidKey }
  }

  /// How many messages of the peer's previous chain have not arrived. A count beyond the limit is taken for none: those
  /// keys are given up, but the message that says so is not.
  private borrowing func missingBeforeStep(_ previousCount: UInt32) -> UInt32 {
    guard let current = receivingChains.first, previousCount > current.next else { return 0 }
    let missing = previousCount - current.next
    return missing <= RatchetLimits.maximumSkip ? missing : 0
  }
}

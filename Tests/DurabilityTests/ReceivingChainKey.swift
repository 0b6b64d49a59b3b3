import OMEMO
import Primitives
import Storage
import TestSupport
import Testing
import XML

/// The chain key of the receiving chain that a store's session came to last, taken from its record: whoever had it
/// could read the chain's messages from there on.
struct ReceivingChainKey: Equatable {
  let bytes: [UInt8]

  /// What a store holds now. The store is closed again when this returns.
  ///
  /// - Parameter peer: the one device that the store has a session with.
  init(inStoreOf party: Party, peer: Party) throws {
    let store = try Store(opening: party.storePath, key: .file(path: party.storePath + ".key"))
    let jid = try JID(peer.jid)
    let device = try #require(DeviceID(UInt32(peer.device)))
    let record: [UInt8] = try store.transaction { transaction in
      guard let id = try transaction.sessions(with: device, of: jid, in: .omemo2).first?.id,
        let session = try transaction.session(id)
      else { throw StorageError.missing }
      return session.encoded().declassified()
    }
    // As Session+Record.swift and Ratchet+Record.swift have it.
    let sessionHead = 3 + 3 * 4 + 3 * 32
    let hasSendingChain = sessionHead + 1 + 3 * 32 + 2 * 4
    let chainCount = hasSendingChain + 1 + (record[hasSendingChain] == 1 ? 32 : 0)
    try #require(record[chainCount] > 0)
    bytes = Array(record[(chainCount + 1 + 32)...].prefix(32))
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// KDF_CK of the Double Ratchet's specification, section 5.2.
  var messageKey: [UInt8] {
    HMAC.sha256(key: SecretBytes(copying: bytes), [1]).declassified()
  }

  var next: ReceivingChainKey {
    ReceivingChainKey(bytes: HMAC.sha256(key: SecretBytes(copying: bytes), [2]).declassified())
  }
}

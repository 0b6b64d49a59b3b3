#if os(Linux)
import Foundation
import TestSupport
import Testing

@Suite("Keys that are used")
struct ErasureTests {
  @Test(
    "After messages are read, in order or not, their keys are nowhere in the process's memory nor in the store's files",
    .enabled(if: ProcessMemory.isReadable, "the system lets no process read its child's memory"),
    arguments: [[0, 1], [1, 0]])
  func erased(order: [Int]) throws {
    let (alice, bob) = try Party.pair()
    let (sender, reader) = (try alice.pipe(), try bob.pipe())
    try Self.beginChain(sender, alice, reader, bob)
    let stanzas = [try sender.encrypt("text 0", to: bob.jid), try sender.encrypt("text 1", to: bob.jid)]

    let first = try ReceivingChainKey(inStoreOf: bob, peer: alice)
    let second = first.next
    for number in order { #expect(try reader.decrypt(stanzas[number]).text == "text \(number)") }
    // So these are the keys that were used.
    #expect(try ReceivingChainKey(inStoreOf: bob, peer: alice) == second.next)

    let memory = try ProcessMemory(of: reader.id)
    let files = try ["", "-wal", "-shm"].map { try Data(contentsOf: URL(filePath: bob.storePath + $0)) }
    let jid = Array(alice.jid.utf8)
    #expect(memory.holds(Array(bob.storePath.utf8)) && memory.holds(jid), "\(memory.byteCount) bytes searched")
    #expect(files[0].holds(jid) && files[1].holds(jid), "the search finds nothing in the files")
    let secrets = [
      ("first chain key", first.bytes), ("first message key", first.messageKey),
      ("second chain key", second.bytes), ("second message key", second.messageKey),
    ]
    for (name, secret) in secrets {
      #expect(!memory.holds(secret), "\(name)")
      #expect(!files.contains(where: { $0.holds(secret) }), "\(name)")
    }
  }

  /// Brings a new session to where the sender's chain is one that the reader has read from.
  private static func beginChain(
    _ sender: PipeProcess, _ alice: Party, _ reader: PipeProcess, _ bob: Party
  ) throws {
    let exchange = try reader.decrypt(sender.encrypt("hello", to: bob.jid))
    for answer in exchange.send ?? [] { #expect(try sender.decrypt(answer).ok) }
    #expect(try sender.decrypt(reader.encrypt("hello yourself", to: alice.jid)).ok)
    #expect(try reader.decrypt(sender.encrypt("how are you", to: bob.jid)).ok)
  }
}
#endif

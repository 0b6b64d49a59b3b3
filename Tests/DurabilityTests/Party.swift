import Foundation
import TestSupport
import Testing

/// A device whose store lies on the disk and is worked on by `pawl` processes.
final class Party {
  let jid: String
  let device: UInt32
  private let folder: TemporaryFolder

  init(_ jid: String, device: UInt32) throws {
    self.jid = jid
    self.device = device
    folder = try TemporaryFolder()
    let made = try pawl("init", "--jid", jid, "--device-id", String(device))
    try #require(made.status == 0, "\(made.errors)")
  }

  var storePath: String {
    folder.path("store")
  }

  /// Runs a command on this party's store.
  func pawl(_ arguments: String..., input: String = "", fileBlocks: Int? = nil) throws -> Command {
    try Command(arguments + ["--store", storePath], input: input, fileBlocks: fileBlocks)
  }

  /// A process that stays on the store.
  func pipe() throws -> PipeProcess {
    try PipeProcess(store: storePath)
  }

  /// Two who have each other's device list and bundle.
  static func pair() throws -> (alice: Party, bob: Party) {
    let alice = try Party("alice@example.org", device: 11)
    let bob = try Party("bob@example.net", device: 22)
    try alice.meet(bob)
    try bob.meet(alice)
    return (alice, bob)
  }

  private func meet(_ other: Party) throws {
    let list = try other.pawl("devicelist").output
    let bundle = try other.pawl("bundle").output
    let listed = try pawl("import-devicelist", "--jid", other.jid, input: list)
    let met = try pawl("import-bundle", "--jid", other.jid, "--device", String(other.device), input: bundle)
    try #require(listed.status == 0 && met.status == 0, "\(listed.errors)\(met.errors)")
  }
}

package import Foundation

/// Somebody who uses the command with a store of his own.
package final class Party: Sendable {
  package let jid: String
  package let device: Int
  private let folder: TemporaryFolder

  /// A command that had to work did not.
  package struct Failed: Error {
    package let errors: String
  }

  package init(_ jid: String, device: Int) throws {
    self.jid = jid
    self.device = device
    folder = try TemporaryFolder()
    try must("init", "--jid", jid, "--device-id", String(device))
  }

  package var storePath: String {
    path("store")
  }

  package func path(_ name: String) -> String {
    folder.path(name)
  }

  /// The bytes of the store.
  package func bytes() throws -> Data {
    try Data(contentsOf: URL(filePath: storePath))
  }

  /// Runs a command on this party's store.
  package func pawl(_ arguments: String..., input: String = "", fileBlocks: Int? = nil) throws -> Command {
    try pawl(arguments, input: input, fileBlocks: fileBlocks)
  }

  package func pawl(_ arguments: [String], input: String = "", fileBlocks: Int? = nil) throws -> Command {
    try Command(arguments + ["--store", storePath], input: input, fileBlocks: fileBlocks)
  }

  /// Takes over the other's published device list and bundle.
  package func meet(_ other: Party) throws {
    let list = try other.pawl("devicelist").output
    let bundle = try other.pawl("bundle").output
    try must("import-devicelist", "--jid", other.jid, input: list)
    try must("import-bundle", "--jid", other.jid, "--device", String(other.device), input: bundle)
  }

  /// Two who have each other's device list and bundle.
  package static func pair() throws -> (alice: Party, bob: Party) {
    let alice = try Party("alice@example.org", device: 11)
    let bob = try Party("bob@example.net", device: 22)
    try alice.meet(bob)
    try bob.meet(alice)
    return (alice, bob)
  }

  private func must(_ arguments: String..., input: String = "") throws {
    let done = try pawl(arguments, input: input)
    guard done.status == 0 else { throw Failed(errors: done.errors) }
  }
}

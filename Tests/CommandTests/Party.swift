import Foundation
import TestSupport
import Testing

/// Somebody who uses the command with a store of his own.
final class Party {
  let jid: String
  let device: Int
  private let folder: TemporaryFolder

  init(_ jid: String, device: Int) throws {
    self.jid = jid
    self.device = device
    folder = try TemporaryFolder()
    let made = try pawl("init", "--jid", jid, "--device-id", String(device))
    #expect(made.status == 0, "\(made.errors)")
  }

  /// Runs a command on this party's store.
  func pawl(_ arguments: String..., input: String = "") throws -> Command {
    try pawl(arguments, input: input)
  }

  func pawl(_ arguments: [String], input: String = "") throws -> Command {
    try Command(arguments + ["--store", storePath], input: input)
  }

  func path(_ name: String) -> String {
    folder.path(name)
  }

  /// Takes over the other's published device list and bundle.
  func meet(_ other: Party) throws {
    let list = try other.pawl("devicelist").output
    let bundle = try other.pawl("bundle").output
    #expect(try pawl("import-devicelist", "--jid", other.jid, input: list).status == 0)
    #expect(try pawl("import-bundle", "--jid", other.jid, "--device", String(other.device), input: bundle).status == 0)
  }

  var storePath: String {
    folder.path("store")
  }

  /// The bytes of the store.
  func bytes() throws -> Data {
    try Data(contentsOf: URL(filePath: storePath))
  }

  static func pair() throws -> (alice: Party, bob: Party) {
    let alice = try Party("alice@example.org", device: 11)
    let bob = try Party("bob@example.net", device: 22)
    try alice.meet(bob)
    try bob.meet(alice)
    return (alice, bob)
  }
}

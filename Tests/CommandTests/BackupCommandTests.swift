import Foundation
import TestSupport
import Testing

@Suite("pawl export and pawl import")
struct BackupCommandTests {
  let folder: TemporaryFolder
  let alice: Party

  init() throws {
    folder = try TemporaryFolder()
    alice = try Party("alice@example.org", device: 11)
    try write("correct horse battery staple\n", to: "passphrase")
  }

  /// A file that only its owner can read.
  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
  }

  private func export(to name: String, passphrase: String = "passphrase") throws -> Command {
    try alice.pawl("export", "--backup-passphrase-file", folder.path(passphrase), "--output", folder.path(name))
  }

  private func restore(
    _ name: String, to store: String, passphrase: String = "passphrase", _ arguments: String...
  ) throws -> Command {
    try Command(
      [
        "import", "--store", folder.path(store), "--backup-passphrase-file", folder.path(passphrase),
        "--input", folder.path(name),
      ] + arguments)
  }

  private func files() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()))
  }

  @Test("A backup makes a new device with the old fingerprint")
  func roundTrip() throws {
    #expect(try export(to: "backup").status == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("backup"))[.posixPermissions] as? Int
    #expect(mode == 0o600)

    let made = try restore("backup", to: "restored", "--json")
    #expect(made.status == 0, "\(made.errors)")
    let (new, old) = (try made.json(), try alice.pawl("fingerprint", "--json").json())
    #expect(new["jid"] as? String == alice.jid && new["device"] as? Int != alice.device)
    #expect(new["fingerprint"] as? String == old["fingerprint"] as? String && new["fingerprint"] != nil)
    #expect(made.errors.contains("publish"))

    let again = try Command(["fingerprint", "--json", "--store", folder.path("restored")]).json()
    #expect(again["device"] as? Int == new["device"] as? Int)
    #expect(try Command(["sessions", "--store", folder.path("restored")]).line.isEmpty)
  }

  @Test("The device id may be chosen")
  func chosenID() throws {
    #expect(try export(to: "backup").status == 0)
    #expect(try restore("backup", to: "restored", "--device-id", "33").line == "alice@example.org device 33")
    #expect(try restore("backup", to: "zero", "--device-id", "0").status == 64)
    #expect(try !files().contains("zero"))
  }

  @Test("Without --output and --input a backup goes from one command to the other")
  func pipe() throws {
    let script = Process()
    script.executableURL = URL(filePath: "/bin/sh")
    script.arguments = [
      "-c",
      """
      "$0" export --store "$1" --backup-passphrase-file "$2" |
        "$0" import --store "$3" --backup-passphrase-file "$2"
      """,
      Executable.pawl.path(), alice.storePath, folder.path("passphrase"), folder.path("restored"),
    ]
    script.standardOutput = FileHandle.nullDevice
    script.standardError = FileHandle.nullDevice
    try script.run()
    script.waitUntilExit()
    #expect(script.terminationStatus == 0)
    let restored = try Command(["fingerprint", "--store", folder.path("restored")])
    #expect(try restored.line == alice.pawl("fingerprint").line && restored.status == 0)
  }

  @Test("A file, a store or a key file that is there is not overwritten: 74")
  func existing() throws {
    #expect(try export(to: "backup").status == 0)
    let backup = try Data(contentsOf: URL(filePath: folder.path("backup")))
    let again = try export(to: "backup")
    #expect(again.status == 74 && again.errors.split(separator: "\n").count == 1)
    #expect(try Data(contentsOf: URL(filePath: folder.path("backup"))) == backup)

    try write("not a store", to: "taken")
    #expect(try restore("backup", to: "taken").status == 74)
    try write("not a key", to: "restored.key")
    #expect(try restore("backup", to: "restored").status == 74)
    #expect(try files() == ["backup", "passphrase", "taken", "restored.key"])
  }

  @Test("A missing file exits with 66, a bad one with 65, and no store is made")
  func refused() throws {
    #expect(try export(to: "backup").status == 0)
    try write("correct horse battery stapler", to: "wrong")
    try write("\n", to: "empty")
    try write("<message/>", to: "other")
    var later = try Data(contentsOf: URL(filePath: folder.path("backup")))
    later[10] = 2
    try later.write(to: URL(filePath: folder.path("later")))
    try later.prefix(60).write(to: URL(filePath: folder.path("cut")))
    let before = try files()

    let failures: [(Command, Int32)] = [
      (try restore("none", to: "restored"), 66),
      (try restore("backup", to: "restored", passphrase: "none"), 66),
      (try export(to: "second", passphrase: "none"), 66),
      (try Command(
        ["import", "--store", folder.path("restored"), "--backup-passphrase-file", folder.path("passphrase")]), 66),
      (try restore("backup", to: "restored", passphrase: "wrong"), 65),
      (try restore("backup", to: "restored", passphrase: "empty"), 65),
      (try export(to: "second", passphrase: "empty"), 65),
      (try restore("other", to: "restored"), 65),
      (try restore("later", to: "restored"), 65),
      (try restore("cut", to: "restored"), 65),
      (try Command(["import", "--store", folder.path("restored")]), 64),
      (try Command(["export", "--backup-passphrase-file", folder.path("passphrase")]), 64),
    ]
    for (index, (failed, status)) in failures.enumerated() {
      #expect(failed.status == status, "case \(index): \(failed.errors)")
      #expect(failed.output.isEmpty && failed.errors.split(separator: "\n").count == 1, "case \(index)")
    }
    #expect(try files() == before)
  }

  @Test("A passphrase file that others can read is refused")
  func exposedPassphrase() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("passphrase"))
    #expect(try export(to: "backup").status == 74)
    #expect(try files() == ["passphrase"])
  }
}

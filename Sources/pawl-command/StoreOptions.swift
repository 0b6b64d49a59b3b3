import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl
import Primitives

/// Where the store is and what opens it. No secret stands on the command line, where other users can read it.
struct StoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The SQLite file.", valueName: "file"), completion: .file())
  var store: String

  @Option(
    help: ArgumentHelp("The key file, mode 0600; by default the store's path with .key added.", valueName: "file"),
    completion: .file())
  var keyFile: String?

  @Option(
    help: ArgumentHelp("A file, mode 0600, with a passphrase in place of a key file.", valueName: "file"), completion: .file())
  var passphraseFile: String?

  @Option(
    help: ArgumentHelp(
      "A file outside all backups, by which a store that was put back or copied is found out.", valueName: "file"),
    completion: .file())
  var mirror: String?

  func validate() throws {
    if keyFile != nil, passphraseFile != nil {
      throw ValidationError("give --key-file or --passphrase-file, not both")
    }
  }

  func open() throws -> Device {
    let device = try Device(opening: store, key: key(), mirror: mirror.map { FileMirror(path: $0) })
    if device.wasRestored {
      PawlCommand.complain("the store was put back or copied: sessions begin anew; publish what pawl maintain prints")
    }
    return device
  }

  func create(jid: String, id: DeviceID?) throws -> Device {
    try Device(creating: store, key: key(), jid: jid, id: id, now: .now)
  }

  func key() throws -> StoreKey {
    if let passphraseFile {
      .passphrase(try SecretFile.read(passphraseFile).withoutFinalNewline())
    } else {
      .file(path: keyFile ?? store + ".key")
    }
  }
}

struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one line of JSON.")
  var json = false

  /// Prints `value` as JSON if that was asked for, else `text`.
  func print(_ text: @autoclosure () throws -> String, json value: @autoclosure () throws -> some Encodable) throws {
    Terminal.say(json ? try JSON.line(value()) : try text())
  }
}

extension Int64 {
  /// Seconds since 1970.
  static var now: Int64 {
    Int64(Date().timeIntervalSince1970)
  }
}

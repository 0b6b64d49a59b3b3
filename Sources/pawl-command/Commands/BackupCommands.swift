import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl
import Primitives

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print a backup of the identity, trust and push tokens, sealed under a passphrase.",
    discussion: "No session is in it: a session that is put back would use message keys a second time.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var backupOptions: BackupOptions

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "The backup, made with mode 0600; it must not exist. Standard output by default.", valueName: "file"), completion: .file()
  )
  var outputPath: String?

  func run() async throws {
    if outputPath == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("a backup is no text for a terminal: use --output")
    }
    let device = try storeOptions.open()
    let backup = try await device.exportBackup(passphrase: backupOptions.passphrase())
    if let outputPath {
      try Self.create(outputPath, backup)
    } else {
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(backup))
      } catch {
        throw Failure(.inputOutput, "standard output cannot be written")
      }
    }
  }

  private static func create(_ path: String, _ backup: [UInt8]) throws {
    do {
      try SecretFile.create(path, SecretBytes(copying: backup))
    } catch .exists {
      throw Failure(.inputOutput, "the output file exists already")
    } catch {
      throw Failure(.inputOutput, "the output file cannot be written")
    }
  }
}

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a new device and its store from a backup: with the old identity, and without its sessions.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var backupOptions: BackupOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .customLong("input"), help: ArgumentHelp("The backup; standard input by default.", valueName: "file"),
    completion: .file())
  var inputPath: String?

  @Option(
    help: ArgumentHelp(
      "The device id, 1 to 2147483647; random by default, since others' sessions with the old id are lost.",
      valueName: "n"))
  var deviceID: DeviceID?

  func run() async throws {
    let device = try Device(
      restoring: readBackup(), passphrase: backupOptions.passphrase(), to: storeOptions.store, key: storeOptions.key(),
      id: deviceID, now: .now)
    PawlCommand.complain("publish what pawl devicelist and pawl bundle print; sessions begin anew")
    try output.print("\(device.jid) device \(device.id)", json: DeviceDescription(device))
  }

  private func readBackup() throws -> [UInt8] {
    guard let inputPath else {
      let backup = try Self.read(.standardInput)
      guard !backup.isEmpty else { throw Failure(.missingInput, "nothing on standard input") }
      return backup
    }
    guard FileManager.default.fileExists(atPath: inputPath) else {
      throw Failure(.missingInput, "the backup is missing")
    }
    guard let file = FileHandle(forReadingAtPath: inputPath) else {
      throw Failure(.inputOutput, "the backup cannot be read")
    }
    defer { try? file.close() }
    return try Self.read(file)
  }

  /// One byte more than a backup can have is enough to refuse it.
  private static func read(_ file: FileHandle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= Device.maximumBackupByteCount {
      do {
        let missing = Device.maximumBackupByteCount + 1 - bytes.count
        // `nil` or nothing is the end.
        guard let chunk = try file.read(upToCount: missing), !chunk.isEmpty else { break }
        bytes += chunk
      } catch {
        throw Failure(.inputOutput, "the backup cannot be read")
      }
    }
    return bytes
  }
}

struct BackupOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file, mode 0600, with the passphrase of the backup.", valueName: "file"), completion: .file())
  var backupPassphraseFile: String

  func passphrase() throws -> SecretBytes {
    try SecretFile.read(backupPassphraseFile).withoutFinalNewline()
  }
}

extension Failure {
  init(_ error: BackupError) {
    switch error {
    case .emptyPassphrase: self.init(.data, "the backup's passphrase is empty")
    case .notABackup: self.init(.data, "not a backup")
    case .newerVersion: self.init(.data, "the backup was written by a later version of pawl")
    case .damagedOrWrongPassphrase: self.init(.data, "the passphrase is another one, or the backup is damaged")
    case .tooLarge: self.init(.data, "there is more to back up than 16 MiB")
    case .deviceIDTaken: self.init(.usage, "another device of the account has this id")
    case .keyFile(let error): self.init(error)
    case .store(let error): self.init(error)
    case .noMemory: self.init(.inputOutput, "the system gives no memory for the key")
    }
  }
}

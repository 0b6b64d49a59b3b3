import CommandLineSupport
import Foundation
import XML
import XMPPClient

/// How an account is reached, and how far its archive was read: `FILE.account`, beside the store. No secret is in it.
struct AccountFile: Codable {
  var host: String?
  var port: Int?
  var usesDirectTLS = false
  /// Certificates in PEM to trust instead of the system's.
  var caFile: String?
  var passwordFile: String?
  /// The mechanism of the last login. A weaker one is not taken from then on: who offers nothing better may be somebody in
  /// between.
  var mechanism: String?
  /// The archive's id of the last message that was read.
  var archiveID: String?
  /// Before the first: the time from which on the archive is read.
  var archiveStart: String?

  init() {}

  private init?(_ data: Data) {
    guard let file = try? JSONDecoder().decode(AccountFile.self, from: data) else { return nil }
    self = file
  }

  static func path(besides store: String) -> String {
    store + ".account"
  }

  /// - Throws: ``Failure``: missing, not to be read, or none.
  static func read(besides store: String) throws -> AccountFile {
    guard let data = try contents(besides: store) else {
      throw Failure(.missingInput, "the account is not set up; use pawl login")
    }
    guard let file = AccountFile(data) else {
      throw Failure(.data, "\(path(besides: store)) is damaged; use pawl login")
    }
    return file
  }

  /// What `pawl login` goes on from; `nil` where nothing was set up yet. One that is damaged says no longer how far the
  /// archive was read: it is read from its beginning then, since a message that is passed over is lost.
  ///
  /// - Throws: ``Failure``: not to be read.
  static func known(besides store: String) throws -> AccountFile? {
    guard let data = try contents(besides: store) else { return nil }
    if let file = AccountFile(data) { return file }
    PawlCommand.complain("\(path(besides: store)) is damaged; the archive is read from its beginning")
    return AccountFile()
  }

  /// `nil` if there is no file. One that cannot be read is not taken for none: what came since would be passed over.
  private static func contents(besides store: String) throws(Failure) -> Data? {
    do {
      return try Data(contentsOf: URL(filePath: path(besides: store)))
    } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
      return nil
    } catch {
      throw Failure(.inputOutput, "\(path(besides: store)) cannot be read")
    }
  }

  func write(besides store: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      let path = Self.path(besides: store)
      try encoder.encode(self).write(to: URL(filePath: path), options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      throw Failure(.inputOutput, "\(Self.path(besides: store)) cannot be written")
    }
  }

  var archive: ArchiveStart {
    get {
      if let archiveID { return .after(id: archiveID) }
      return archiveStart.flatMap { try? DateTime($0) }.map { .since($0) } ?? .beginning
    }
    set {
      switch newValue {
      case .after(let id): archiveID = id
      case .since(let moment): (archiveID, archiveStart) = (nil, moment.description)
      case .beginning: (archiveID, archiveStart) = (nil, nil)
      }
    }
  }

  func configuration(_ account: JID, password: Password) -> ClientConfiguration {
    ClientConfiguration(
      account: account, password: password, host: host, port: port, security: usesDirectTLS ? .directTLS : .startTLS,
      trustRoots: caFile, minimumMechanism: mechanism.flatMap(SASLMechanism.init(rawValue:)) ?? .scramSHA1)
  }
}

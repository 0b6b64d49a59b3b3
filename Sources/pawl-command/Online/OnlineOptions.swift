import ArgumentParser
import CommandLineSupport
import Foundation
import Messenger
import Pawl
import Primitives
import PushClient
import XML
import XMPPClient

/// The store of an account that `pawl login` has set up, and its password.
struct OnlineOptions: ParsableArguments {
  @OptionGroup var storeOptions: StoreOptions

  @Option(
    help: ArgumentHelp(
      "A file, mode 0600, with the account's password; else it is PAWL_PASSWORD, or asked for.", valueName: "file"),
    completion: .file())
  var passwordFile: String?

  @Flag(
    name: .customLong("allow-local-endpoints"),
    help: "Let push requests go to this machine and to networks of one's own, for tests.")
  var allowsLocalEndpoints = false

  /// - Parameters:
  ///   - isReading: whether the command shows what comes. One that does not must not read it either: it would be lost.
  ///   - keepsAccountInOrder: whether what is missing on the server is published.
  func messenger(
    _ file: AccountFile, isReading: Bool = false, keepsAccountInOrder: Bool = true
  ) throws -> Messenger {
    let device = try storeOptions.open()
    let password = try password(file, of: device.jid)
    // The store has checked it.
    guard let account = try? JID(device.jid) else { throw Failure(.data, "the store has no account") }
    return try Messenger(
      device: device, configuration: file.configuration(account, password: password),
      archive: isReading ? file.archive : nil,
      keepsAccountInOrder: keepsAccountInOrder, outward: OutwardOptions(allowsLocal: allowsLocalEndpoints)
    ) { .now }
  }

  private func password(_ file: AccountFile, of jid: String) throws -> Password {
    let bytes: [UInt8]
    if let path = passwordFile ?? file.passwordFile {
      bytes = try SecretFile.read(path).withoutFinalNewline().declassified()  // to the client, which proves that it has it
    } else if let password = ProcessInfo.processInfo.environment["PAWL_PASSWORD"] {
      bytes = Array(password.utf8)
    } else {
      do throws(SecretFileError) {
        bytes = try PasswordPrompt.read("Password of \(jid.printable): ").declassified()  // likewise
      } catch {
        throw Failure(.missingInput, "no password: give --password-file or PAWL_PASSWORD")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(.data, "the password is not UTF-8") }
    return Password(text)
  }
}

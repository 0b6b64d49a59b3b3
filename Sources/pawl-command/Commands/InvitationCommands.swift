import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl
import QRCode

struct InviteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Print a link to this device, with its fingerprint; show it as a QR code.",
    discussion: """
      Other OMEMO clients read the link, too. With --token it holds a push token, by which whoever accepts it can wake this \
      device at once: such a link is for one person.
      """)

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Write a QR code of the link as a picture, which must not exist.", valueName: "file"))
  var png: String?

  @Flag(name: .customLong("qr"), help: "Print a QR code of the link, for another's camera.")
  var showsCode = false

  @Flag(help: "Put a push token of the pool into the link.")
  var token = false

  func run() async throws {
    let link = try await storeOptions.open().invitation(withToken: token, now: .now)
    let code = try QRCode(Array(link.utf8))
    if let png { try PictureFile.write(code, to: png) }
    try output.print(showsCode ? code.terminalText + "\n" + link : link, json: ["link": link])
  }
}

struct AcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Accept an invitation: pin the keys in it, and keep its push token.",
    discussion: "A device of the contact's that shows another key is refused from then on.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var sending: SendingOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The link.", valueName: "link"))
  var link: String

  @Flag(help: "The link came by a way that nobody else could have changed: its keys count as verified.")
  var verified = false

  func run() async throws {
    try await sending.carryOut(online, output) { device in
      let accepted = try await device.accept(link, isVerified: verified, now: .now)
      PawlCommand.complain("\(accepted.jid): \(accepted.devices.count) keys pinned")
      return accepted.actions
    }
  }
}

/// A QR code as a file.
enum PictureFile {
  static func write(_ code: QRCode, to path: String) throws {
    do {
      try Data(code.png()).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      throw Failure(.inputOutput, "\(path) exists, or cannot be written")
    }
  }
}

extension Failure {
  init(_ error: QRCodeError) {
    switch error {
    case .tooLong: self.init(.data, "too long for a QR code")
    }
  }

  init(_ error: InvitationError) {
    switch error {
    case .notAnInvitation: self.init(.data, "not an invitation")
    case .invalidAddress: self.init(.data, "the address in the invitation is none, or this account's own")
    case .malformed: self.init(.data, "a fingerprint in the invitation is none, or a device is there twice")
    case .noToken: self.init(.data, "there is no push token to give; see pawl push register")
    case .invalidToken: self.init(.data, "the push token or its endpoint is none, or another contact's")
    case .tooMany: self.init(.data, "too many devices")
    case .otherKey: self.init(.data, "a device is known under another key than the invitation says")
    case .store(let error): self.init(error)
    }
  }
}

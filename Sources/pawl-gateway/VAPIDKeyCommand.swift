import ArgumentParser
import CommandLineSupport
import Foundation
import Primitives
import PushGateway

struct VAPIDKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vapid-key", abstract: "Make a key by which WebPush services know the gateway (RFC 8292).")

  @Argument(help: ArgumentHelp("Where to write it, with mode 0600; nothing that exists is overwritten.", valueName: "file"))
  var file: String

  func run() throws {
    do throws(SecretFileError) {
      try SecretFile.create(file, SecretBytes(copying: Array(VAPIDKey.make().utf8)))
    } catch {
      throw Failure(.inputOutput, error == .exists ? "the file exists already" : "the file cannot be written")
    }
  }
}

import ArgumentParser
import Foundation
import Messenger
import Pawl
import XML

struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Log in to the account's server, publish the device, and remember how to get there.",
    discussion: """
      What is remembered stands in FILE.account beside the store. The password is not in it, but the path of \
      --password-file is. A server that once offered a strong login is not believed when it offers a weaker one; logging in \
      with this command again believes it.
      """)

  @OptionGroup var online: OnlineOptions

  @Option(help: ArgumentHelp("The server, if it is not the account's domain.", valueName: "host"))
  var host: String?

  @Option(help: ArgumentHelp("Its port; 5222, or with --direct-tls 5223.", valueName: "n"))
  var port: Int?

  @Flag(name: .customLong("direct-tls"), help: "Begin with TLS (XEP-0368) and not with STARTTLS.")
  var directTLS = false

  @Option(
    help: ArgumentHelp("Certificates in PEM to trust instead of the system's, for a server of your own.", valueName: "file"),
    completion: .file())
  var caFile: String?

  func validate() throws {
    if let port, !(1...65535).contains(port) { throw ValidationError("not a port: \(port)") }
  }

  func run() async throws {
    let store = online.storeOptions.store
    var file = AccountFile()
    file.host = host
    file.port = port
    file.usesDirectTLS = directTLS
    file.caFile = caFile.map { URL(filePath: $0).path(percentEncoded: false) }
    file.passwordFile = online.passwordFile.map { URL(filePath: $0).path(percentEncoded: false) }
    if let known = try AccountFile.known(besides: store) {
      (file.archiveID, file.archiveStart) = (known.archiveID, known.archiveStart)
    } else {
      // What was sent before this device was there is not for it.
      file.archiveStart = DateTime(secondsSinceEpoch: .now).description
    }
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: store).run(&file) { messenger in
      Terminal.say("\(messenger.device.jid) device \(messenger.device.id) is published")
    }
  }
}

import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check what of the account stands on its server; say what is wrong, and mend it with --repair.",
    discussion: """
      Checks the device lists and bundles of both versions of OMEMO, who may fetch them, how many prekeys are left, what the \
      server offers, and for a device that is registered for push its gateway and tokens. Exit code 65 if something is wrong \
      and not mended; what the server lacks beside publishing, and push that is switched off, is said and is no failure.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Publish what is missing, stale or closed.")
  var repair = false

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file, keepsAccountInOrder: false)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      var findings = try await messenger.check()
      let isMendable = findings.contains { $0.isMendedByPublishing }
      if repair, isMendable {
        for finding in findings where finding.isMendedByPublishing { PawlCommand.complain("mending: \(finding.text)") }
        await messenger.publishAll()
        findings = try await messenger.check()
      }
      let texts = findings.map(\.text)
      try output.print(texts.isEmpty ? "all is well" : texts.joined(separator: "\n"), json: ["findings": texts])
      if findings.contains(where: \.isMendedByPublishing) { throw Failure(.data, "pawl doctor --repair mends this") }
      if findings.contains(where: \.isFailure) { throw Failure(.data, "publishing does not mend this") }
    }
  }
}

extension Finding {
  /// Whether something does not work that should, and not only goes without what a server need not have.
  fileprivate var isFailure: Bool {
    switch self {
    case .unsupported(.publishing), .unsupported(.publishOptions), .gatewayFails, .noTokensLeft: true
    case .unsupported(.carbons), .unsupported(.archive), .unsupported(.push), .pushIsOff: false
    case .noDeviceList, .notListed, .noBundle, .staleBundle, .fewPreKeys, .closed: true
    }
  }

  fileprivate var text: String {
    switch self {
    case .unsupported(.publishing), .unsupported(.publishOptions):
      "the server offers no personal eventing with publish-options (XEP-0163): nothing can be published"
    case .unsupported(.carbons): "the server offers no carbon copies (XEP-0280): other devices miss what this one sends"
    case .unsupported(.archive): "the server offers no archive (XEP-0313): what comes while offline may be lost"
    case .unsupported(.push): "the server offers no push (XEP-0357): contacts have to knock"
    case .noDeviceList(let namespace): "\(namespace.rawValue): there is no device list"
    case .notListed(let namespace): "\(namespace.rawValue): this device is not on the device list"
    case .noBundle(let namespace): "\(namespace.rawValue): this device has no bundle"
    case .staleBundle(let namespace): "\(namespace.rawValue): the bundle is not the one of this store"
    case .fewPreKeys(let namespace, let count): "\(namespace.rawValue): only \(count) one-time prekeys are left"
    case .closed(let namespace, let node): "\(namespace.rawValue): not everyone may fetch \(node)"
    case .pushIsOff: "push is switched off; pawl push enable switches it on"
    case .gatewayFails(let error): Failure(error).message
    case .noTokensLeft: "no push tokens are left: contacts get none"
    }
  }
}

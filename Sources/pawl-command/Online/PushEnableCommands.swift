import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct PushEnableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enable",
    abstract: "Switch push on, and have the account's server wake this device (XEP-0357).",
    discussion: "Commands that read what comes renew it with each login.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      await messenger.perform(try await messenger.device.setPush(isOn: true))
      let state = try await messenger.enablePush()
      try output.print(state.line, json: ["state": state.line])
      if state == .notRegistered { throw Failure(.missingInput, "this device is registered nowhere; use pawl push register") }
      if state == .noToken { throw Failure(.unavailable, "the gateway gave no tokens") }
    }
  }
}

struct PushDisableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable",
    abstract: "Switch push off: the server and contacts wake this device no longer, and it knocks at nobody.")

  @OptionGroup var online: OnlineOptions

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      try await messenger.disablePush()
      await messenger.perform(try await messenger.device.setPush(isOn: false))
      Terminal.say("push is off")
    }
  }
}

extension PushState {
  /// One line for people.
  fileprivate var line: String {
    switch self {
    case .off: "push is off"
    case .notRegistered: "not registered"
    case .knocksOnly: "contacts may knock; the gateway has no service for servers"
    case .unsupported: "contacts may knock; the account's server does no push (XEP-0357)"
    case .noToken: "no tokens"
    case .enabled(let service): "the account's server pushes through \(service); contacts may knock"
    }
  }
}

import ArgumentParser
import Messenger
import Pawl

/// Whether what is to be sent and published is carried out over the connection, or printed.
struct SendingOptions: ParsableArguments {
  @Flag(name: .customLong("online"), help: "Log in and send what is to be sent, in place of printing it.")
  var isOnline = false

  /// - Parameter decide: changes the device, and says what is to be done for it.
  func carryOut(
    _ online: OnlineOptions, _ output: OutputOptions, _ decide: @escaping @Sendable (Device) async throws -> [Action]
  ) async throws {
    guard isOnline else {
      let actions = ActionsDescription(try await decide(online.storeOptions.open()))
      if output.json || !actions.plainText.isEmpty { try output.print(actions.plainText, json: actions) }
      return
    }
    try await work(online) { await $0.perform(try await decide($0.device)) }
  }

  /// Logs in, does something, and leaves.
  ///
  /// - Throws: also for the first of what was to be published or sent that was not: others do not learn of it then.
  func work(_ online: OnlineOptions, _ work: @escaping @Sendable (Messenger) async throws -> Void) async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    var refusal = Refusal()
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { event in
      refusal.note(event)
      return true
    } work: { messenger in
      try await work(messenger)
    }
    if let failure = refusal.failure { throw failure }
  }
}

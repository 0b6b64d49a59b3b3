import CommandLineSupport
import Foundation
import Messenger
import Pawl
import XMPPClient

/// Runs a command's work while its account is online, and leaves when it is done.
struct OnlineRun {
  let messenger: Messenger
  let store: String
  /// What is said while it goes on.
  var progress = Progress()
  /// Whether a connection that is lost is waited for, as in a command that stays online.
  var isPatient = false

  /// - Parameters:
  ///   - file: is kept up to date.
  ///   - take: gets what happens; `false` ends it.
  ///   - work: begins when the account is online and has caught up; `nil` for one that lasts until `take` ends it.
  func run(
    _ file: inout AccountFile, take: (MessengerEvent) throws -> Bool = { _ in true },
    work: (@Sendable (Messenger) async throws -> Void)?
  ) async throws {
    let connection = Task { [messenger] in try await messenger.run() }
    let interruption = Interruption { [messenger] in await messenger.close() }
    defer { interruption.end() }
    var running: Task<Void, any Error>?
    var failure: (any Error)?
    for await event in messenger.events {
      progress.tell(event)
      do {
        try note(event, in: &file)
        if case .ready = event, running == nil, let work {
          running = Task { [messenger] in
            defer { Task { await messenger.close() } }
            try await work(messenger)
          }
        }
        if try !take(event) { await messenger.close() }
      } catch {
        failure = failure ?? error
        running?.cancel()
        await messenger.close()
      }
    }
    // What the work met with says more than what the connection did over it.
    try await running?.value
    if let failure { throw failure }
    try await connection.value
  }

  func note(_ event: MessengerEvent, in file: inout AccountFile) throws {
    switch event {
    case .online(_, let mechanism):
      file.mechanism = max(mechanism, file.mechanism.flatMap(SASLMechanism.init(rawValue:)) ?? mechanism).rawValue
      try file.write(besides: store)
    case .caughtUp(_, let next):
      file.archive = next
      try file.write(besides: store)
    case .offline(let error, _) where !isPatient: throw error
    case .failed(.login, let error) where !isPatient: throw error
    case .storeFailed(let error): throw error
    case .unconfirmed(let count):
      let failure = Failure(.inputOutput, "\(count) stanzas may not have arrived")
      // What a command goes online for once is not done; one that stays online sends them again.
      guard isPatient else { throw failure }
      PawlCommand.complain(failure.message)
    default: break
    }
  }
}

import Foundation
import Messenger
import Pawl
import TestSupport
import Testing
import XML
import XMPPClient

/// A device that is online at the server that `Tests/Live/prosody` runs, and what has come to it.
actor OnlineDevice {
  let messenger: Messenger
  private let folder: TemporaryFolder
  private let configuration: ClientConfiguration
  let log = CapturedLog()
  private(set) var texts: [String] = []
  private(set) var logins = 0
  private(set) var pages = 0
  /// How many messages of the archive were read in this run, and where the next one goes on.
  private(set) var archived = 0
  private(set) var place = ArchiveStart.beginning
  private(set) var isReady = false
  private(set) var failures: [String] = []
  private(set) var unencrypted: [String] = []
  private(set) var undelivered: [String] = []
  private(set) var moves: [String] = []
  private(set) var unconfirmed = 0
  private(set) var address = ""
  private var tasks: [Task<Void, Never>] = []

  static let environment: [String: String]? = {
    let environment = ProcessInfo.processInfo.environment
    return environment["PAWL_LIVE_HOST"] == nil ? nil : environment
  }()

  /// - Parameter user: the account's number, from 1 to 60.
  init(user: Int) throws {
    let folder = try TemporaryFolder()
    let store = folder.path("store")
    try self.init(
      Device(creating: store, key: .file(path: store + ".key"), jid: "user\(user)@a.test", now: Self.now()), in: folder)
  }

  /// A device whose address is its key, at a domain of that server; its account is made there.
  ///
  /// - Parameter other: whose key it has.
  init(keyAddressAt domain: String, sameKeyAs other: OnlineDevice? = nil) throws {
    let folder = try TemporaryFolder()
    let store = folder.path("store")
    let key = StoreKey.file(path: store + ".key")
    let device =
      if let other {
        try Device(
          creating: store, key: key, sharingIdentityOf: other.messenger.device, keyAddressAt: domain, now: Self.now())
      } else {
        try Device(creating: store, key: key, keyAddressAt: domain, now: Self.now())
      }
    let directory = try #require(Self.environment?["PAWL_LIVE_DIRECTORY"])
    try ServerAccount.register(try #require(JID(device.jid).local), at: domain, in: directory)
    try self.init(device, in: folder)
  }

  /// The same device after the app was started again.
  ///
  /// - Parameter archive: from where it reads the archive.
  func reopened(from archive: ArchiveStart = .beginning) throws -> OnlineDevice {
    let store = folder.path("store")
    return try OnlineDevice(Device(opening: store, key: .file(path: store + ".key")), in: folder, from: archive)
  }

  private init(_ device: Device, in folder: TemporaryFolder, from archive: ArchiveStart = .beginning) throws {
    let environment = try #require(Self.environment)
    let account = try JID(device.jid)
    self.folder = folder
    var configuration = ClientConfiguration(
      account: account, password: Password("pencil"), host: environment["PAWL_LIVE_HOST"],
      port: environment["PAWL_LIVE_PORT"].flatMap { Int($0) }, trustRoots: environment["PAWL_LIVE_ROOT"])
    configuration.logger = log.logger
    self.configuration = configuration
    messenger = try Messenger(device: device, configuration: configuration, archive: archive, clock: Self.now)
  }

  static func now() -> Int64 {
    Int64(Date().timeIntervalSince1970)
  }

  func start() async throws {
    let messenger = messenger
    tasks = [
      Task { try? await messenger.run() },
      Task { for await event in messenger.events { self.take(event) } },
    ]
    try await wait { $0.isReady }
  }

  /// Sends a stanza of any kind from another client of the same account.
  func send(_ stanza: Element) async throws {
    let client = try Client(configuration)
    let connection = Task { try? await client.run() }
    for await event in client.events {
      if case .online = event { break }
    }
    try await client.send(stanza)
    await client.close()
    await connection.value
  }

  func end() async {
    await messenger.close()
    for task in tasks { await task.value }
  }

  private func take(_ event: MessengerEvent) {
    switch event {
    case .online(let address, _):
      self.address = address
      logins += 1
    case .ready: isReady = true
    case .offline: isReady = false
    case .caughtUp(let count, let next):
      pages += 1
      archived = max(archived, count)
      place = next
    case .received(let received, _):
      for case .message(let message) in received.events { texts.append(message.text ?? "") }
    case .unreadable(_, let error, _): failures.append("\(error)")
    case .storeFailed(let error): failures.append("\(error)")
    case .refused(_, let error): failures.append("\(error)")
    case .statementsRefused(_, let error): failures.append("\(error)")
    case .unencrypted(_, let text): unencrypted.append(text)
    case .undelivered(_, let reason): undelivered.append(reason)
    case .movedOn(let former, let address): moves += [former, address]
    case .unconfirmed(let count): unconfirmed += count
    case .failed, .contactRequest, .membership, .trustChanged, .knocked, .pushFailed:
      break
    }
  }

  /// Waits for something to become true of it, a minute at most.
  func wait(until isTrue: @Sendable (isolated OnlineDevice) -> Bool) async throws {
    for _ in 0..<6000 {
      if isTrue(self) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it does not come: \(texts.count) texts, \(logins) logins, \(failures)")
    throw CancellationError()
  }
}

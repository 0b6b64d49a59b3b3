import Logging
package import Pawl
package import PushClient
import XML
package import XMPPClient

/// An account online: a `Device` behind a `Client`.
///
/// Stanzas flow one way, from the client to the device, and what the device asks for is carried out: stanzas sent, nodes
/// published and fetched. What came of it is told by ``events``, for one task to read.
package actor Messenger {
  package nonisolated let events: AsyncStream<MessengerEvent>
  let announce: AsyncStream<MessengerEvent>.Continuation
  package nonisolated let device: Device
  let client: Client
  let account: JID
  private let clock: @Sendable () -> Int64

  /// How far the archive is read; `nil` to leave it alone.
  var archive: ArchiveProgress?
  var rooms: [JID: Room] = [:]
  /// How often a room was to be entered.
  var entryCount = 0
  /// The accounts whose lists were fetched in this session; from then on the server tells of changes, or a new login does.
  var fetchedLists: Set<String> = []
  var budget = PublicationBudget()
  var presences = Presences()
  /// Whose presence we may see; `nil` until the contact list was fetched in this session.
  var subscriptions: [JID: Contact.Subscription]?
  /// Whether an account that is not there for others has said that it is, to be told who else is.
  var isQuietlyThere = false
  var askedAboutPush: Set<JID> = []
  var askedAboutTokens: Set<JID> = []
  var isFetchingTokens = false
  /// Seconds since 1970.
  var nextTokenFetch: Int64 = 0
  /// Knocks under way, by their numbers.
  var knocks: [Int: Task<Void, Never>] = [:]
  var knockCount = 0
  var inquiries = InquiryQueue()
  /// What is being asked, by whom it is asked of.
  var inquiring: [JID: Task<Void, Never>] = [:]
  let outward: OutwardClient
  let allowsLocal: Bool
  /// What is encrypted and not yet in the client's hands, in order.
  var outbox: [Element] = []
  var isFlushing = false
  var suspects = Suspects()
  /// Texts to people who have other addresses, by the ids of their stanzas.
  var parcels = ParcelLedger()
  /// Since the last login was taken notice of, and with it what the connection before may have lost: that goes first.
  var isOnline = false
  private var isReady = false
  private var isTaking = false
  var isClosing = false
  /// Whether there is no connection any more, and will be none.
  private var hasEnded = false
  /// Whether a message was left to the server because the store could not take it before the end.
  var hasGivenUp = false
  private let keepsAccountInOrder: Bool
  let logger: Logger

  /// - Parameters:
  ///   - configuration: of the client; ``features`` are added to its own.
  ///   - archive: from where the archive is read after each login. `nil` for an account that is not there for others, and
  ///     reads nothing: messages wait for the next one that does.
  ///   - keepsAccountInOrder: whether what is missing on the server is published after each login.
  ///   - outward: how requests go to gateways, ours and contacts'.
  ///   - clock: seconds since 1970.
  package init(
    device: Device, configuration: ClientConfiguration, archive: ArchiveStart?, keepsAccountInOrder: Bool = true,
    outward: OutwardOptions = OutwardOptions(), clock: @escaping @Sendable () -> Int64
  ) throws(ConnectionError) {
    var configuration = configuration
    configuration.features += Self.features
    configuration.isAvailable = archive != nil
    self.device = device
    self.archive = archive.map { ArchiveProgress(from: $0) }
    self.clock = clock
    self.keepsAccountInOrder = keepsAccountInOrder
    self.outward = OutwardClient(outward)
    allowsLocal = outward.allowsLocal
    logger = configuration.logger
    account = configuration.account
    client = try Client(configuration)
    (events, announce) = AsyncStream.makeStream()
  }

  /// What others see that this client can do: it wants to be told of device lists and signed statements, and takes push
  /// tokens.
  static let features =
    (Namespace.allCases.map(\.deviceListNode) + [Device.deviceStatementNode, Device.addressListNode]).map { $0 + "+notify" }
    + [Device.tokenFeature]

  /// Stays online until ``close()``, or an error that trying again cannot mend.
  package func run() async throws(ConnectionError) {
    defer { announce.finish() }
    let connection = Task { () async -> ConnectionError? in
      defer { hasEnded = true }
      do throws(ConnectionError) {
        try await client.run()
        return nil
      } catch {
        return error
      }
    }
    await withTaskCancellationHandler {
      for await event in client.events {
        isTaking = true
        await take(event)
        isTaking = false
        await leaveIfDone()
      }
    } onCancel: {
      connection.cancel()
    }
    forgetRooms()
    await endInquiries()
    if let error = await connection.value { throw error }
  }

  /// Leaves as soon as what is being done at the moment is done, and what is being asked of others is answered, or in five
  /// seconds; knocks that are under way go out first.
  package func close() async {
    // They need the connection, which closes after the next event once this is set.
    for knock in knocks.values { await knock.value }
    isClosing = true
    Task {
      try await Task.sleep(for: Self.closingTimeout)
      await client.close()
    }
    await leaveIfDone()
  }

  func leaveIfDone() async {
    if isClosing, !isTaking, inquiries.isEmpty { await client.close() }
  }

  /// Whether nothing is to be waited for any more.
  var isLeaving: Bool { isClosing || hasEnded || Task.isCancelled }

  private static let closingTimeout = Duration.seconds(5)

  var now: Int64 { clock() }

  func take(_ event: ClientEvent) async {
    switch event {
    case .online(let address, let mechanism, let resumed):
      if !resumed { beginSession() }
      isOnline = true
      announce.yield(.online(address: address.description, mechanism))
      if isReady { try? await flush() } else { await prepare() }
    case .offline(let error, let retry):
      if isOnline { suspects.noteEnd(of: error) }
      isOnline = false
      announce.yield(.offline(error, retry: retry))
    case .message(let message, let receipt):
      if archive != nil {
        guard await take(message) else { return }
        noteLive(message)
      }
      await client.handled(receipt)
    case .presence(let presence, let receipt):
      takePresence(presence)
      await notePresence(presence)
      takeContactRequest(presence)
      await client.handled(receipt)
    case .unconfirmed(let stanzas):
      takeBack(stanzas)
      announce.yield(.unconfirmed(stanzas.count))
    }
  }

  /// What was known of the last session holds no longer.
  private func beginSession() {
    (isReady, fetchedLists) = (false, [])
    archive?.beginSession()
    forgetRooms()
    (presences, subscriptions, isQuietlyThere) = (Presences(), nil, false)
    (askedAboutPush, askedAboutTokens) = ([], [])
  }

  /// What is due after a login: the own nodes are looked after, then the archive is read.
  private func prepare() async {
    do throws(RequestError) {
      if keepsAccountInOrder {
        try await publishWhatIsMissing()
        await perform(maintenance())
      }
      try await flush()
      try await catchUp()
      if archive != nil {
        await learnAboutArchive()
        await renewPush()
      }
      isReady = true
      logger.info("ready")
      announce.yield(.ready)
    } catch {
      logger.warning("the account's nodes or archive cannot be read", metadata: ["error": "\(error)"])
      announce.yield(.failed(.login, error))
    }
  }

  private func maintenance() async -> [Action] {
    do throws(StorageError) {
      return try await device.maintain(now: now)
    } catch {
      announce.yield(.storeFailed(error))
      return []
    }
  }
}

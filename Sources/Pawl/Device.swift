public import Logging
public import OMEMO
import Primitives
public import Storage
import XML

/// One device of one account: its identity, its sessions and its push tokens, in one SQLite file.
///
/// Stanzas go in and come out as text; the app brings the connection. Every method runs one transaction and returns
/// when it is on disk, so what it returns may be sent or shown at once. Nothing here touches the network, and no method
/// suspends half-way.
public actor Device {
  let store: Store
  let account: Account
  /// See ``init(opening:key:mirror:decryptsOnly:logger:)``.
  let decryptsOnly: Bool
  let log: DeviceLog

  /// The bare JID.
  public nonisolated let jid: String
  public nonisolated let id: DeviceID
  /// What others compare to know this device.
  public nonisolated let fingerprint: Fingerprint
  /// Whether the store turned out, when it was opened, to have been put back to an earlier state or copied. The identity is
  /// kept. No session is used for sending any more, for that would use message keys twice; new ones are begun as bundles
  /// come in. The prekeys are new: ``maintain(now:)`` asks for the bundles to be published.
  public nonisolated let wasRestored: Bool

  /// How many one-time prekeys are published (XEP-0384 0.9, section 5.3.2: about 100, never fewer than 25).
  static let oneTimePreKeyCount = 100

  /// Makes a new device with a new identity, and its store.
  ///
  /// - Parameters:
  ///   - path: of the SQLite file, which must not exist.
  ///   - key: a key file is created with the store.
  ///   - jid: the account; a resource is dropped.
  ///   - id: random if not given. Compare it with the account's device list before publishing.
  ///   - now: seconds since 1970.
  ///   - logger: for what happens; no plaintext, key or token is written at any level. `nil` to write nothing.
  public init(
    creating path: String, key: borrowing StoreKey, jid: String, id: DeviceID? = nil, now: Int64, logger: Logger? = nil
  ) throws(DeviceError) {
    guard let jid = Self.account(jid), jid.local != nil else { throw .invalidJID }
    do {
      let account = Account(jid: jid, deviceID: id ?? .random(), identity: try IdentityKeyPair.generate())
      try self.init(creating: path, key: key, account: account, now: now, logger: logger)
    } catch {
      throw DeviceError(error)
    }
  }

  init(creating path: String, key: borrowing StoreKey, account: Account, now: Int64, logger: Logger?) throws {
    store = try Store(creating: path, key: key)
    try store.transaction { transaction in
      try transaction.create(account)
      try transaction.rotateSignedPreKey(now: now)
      try Self.refillPreKeys(transaction)
    }
    fingerprint = Fingerprint(account.identity.agreementKey.publicKey)
    jid = account.jid.description
    id = account.deviceID
    self.account = account
    decryptsOnly = false
    wasRestored = false
    log = DeviceLog(logger)
    log.opened(isNew: true)
  }

  /// Opens an existing store.
  ///
  /// - Parameters:
  ///   - mirror: where the store's generation is kept, too, so that a store that a backup or a snapshot put back, or that was
  ///     copied, is found out: see ``wasRestored``. The same one each time.
  ///   - decryptsOnly: whether this process has no connection to answer with, as a notification extension. What it owes,
  ///     answers to key exchanges, push tokens and trust messages, stays due in the store until a process that has one calls
  ///     ``maintain(now:)``, which also makes new prekeys for those that were used. Used ones are kept until
  ///     ``endCatchUp(now:)``, which such an app calls even if it reads no archive. Only the next message of a verification by a
  ///     shared secret is made at once and given as ``Action/send(stanza:)``: write it down with
  ///     ``receive(_:now:writing:)-(String,_,_)``, for the app to send.
  ///   - logger: as for a new device.
  public init(
    opening path: String, key: borrowing StoreKey, mirror: (any GenerationMirror)? = nil, decryptsOnly: Bool = false,
    logger: Logger? = nil
  ) throws(DeviceError) {
    self.decryptsOnly = decryptsOnly
    do {
      store = try Store(opening: path, key: key, mirror: mirror)
      let wasRestored = try store.compareWithMirror()
      if wasRestored { _ = try store.transaction { try Self.refillPreKeys($0) } }
      self.wasRestored = wasRestored
      let account = try store.transaction { try $0.account() }
      fingerprint = Fingerprint(account.identity.agreementKey.publicKey)
      jid = account.jid.description
      id = account.deviceID
      self.account = account
      log = DeviceLog(logger)
      log.opened(isNew: false, wasRestored: wasRestored)
    } catch {
      throw DeviceError(error)
    }
  }

  /// Whether answers are put off: see ``beginCatchUp()``.
  func isPuttingOff(_ transaction: borrowing Transaction) throws -> Bool {
    try decryptsOnly || transaction.isCatchingUp()
  }

  /// - Returns: in which versions there were too few.
  @discardableResult
  static func refillPreKeys(_ transaction: borrowing Transaction) throws -> [Namespace] {
    try Namespace.allCases.reversed().filter {
      try transaction.refillOneTimePreKeys(to: oneTimePreKeyCount, for: $0) > 0
    }
  }
}

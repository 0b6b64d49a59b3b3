public import Logging
public import OMEMO
import Primitives
public import Storage
import Verification
import XML

/// Key addresses: accounts whose local part is a key (page "Key addresses and signed statements"). The address says
/// itself which devices belong to it; no policy and no server has a say in that.
extension Device {
  /// Makes a device whose identity key is its address, and its store. The account has to be registered under that name.
  ///
  /// - Parameters:
  ///   - path: of the SQLite file, which must not exist.
  ///   - key: a key file is created with the store.
  ///   - host: of the account: a domain, or an onion service.
  ///   - id: random if not given. Compare it with the account's device list before publishing.
  ///   - now: seconds since 1970.
  ///   - logger: as for any other new device.
  public init(
    creating path: String, key: borrowing StoreKey, keyAddressAt host: String, id: DeviceID? = nil, now: Int64,
    logger: Logger? = nil
  ) throws(DeviceError) {
    do {
      let identity = try IdentityKeyPair.generate()
      try self.init(creating: path, key: key, identity: identity, keyAddressAt: host, id: id, now: now, logger: logger)
    } catch {
      throw DeviceError(error)
    }
  }

  /// Makes the device of the same key at another host, and its store: the same person for all contacts, with sessions of
  /// its own. The list of addresses and the statements about other devices come with it.
  ///
  /// - Parameter other: a device at a key address whose key it has.
  public init(
    creating path: String, key: borrowing StoreKey, sharingIdentityOf other: Device, keyAddressAt host: String,
    id: DeviceID? = nil, now: Int64, logger: Logger? = nil
  ) throws(DeviceError) {
    do {
      let identity = try IdentityKeyPair(decoding: other.account.identity.encoded())
      let addressKey = identity.publicKey
      try self.init(creating: path, key: key, identity: identity, keyAddressAt: host, id: id, now: now, logger: logger)
      let moment = DateTime(secondsSinceEpoch: now)
      let lists = try other.store.transaction { try $0.statements(AddressList.self, of: addressKey) }
      let statements = try other.store.transaction { try $0.statements(DeviceStatement.self, of: addressKey) }
      try store.transaction { transaction in
        for list in lists {
          guard let list = try? list.verified(by: addressKey, now: moment) else { continue }
          _ = try transaction.take(list, about: [])
        }
        for statement in statements {
          guard let statement = try? statement.verified(by: addressKey, now: moment) else { continue }
          _ = try transaction.take(statement, about: statement.claims.identityKey.agreementKey().encoded)
        }
      }
    } catch {
      throw DeviceError(error)
    }
  }

  private init(
    creating path: String, key: borrowing StoreKey, identity: consuming IdentityKeyPair, keyAddressAt host: String,
    id: DeviceID?, now: Int64, logger: Logger?
  ) throws {
    guard let jid = try? KeyAddress(identity.publicKey).jid(at: host) else { throw DeviceError.invalidJID }
    try self.init(
      creating: path, key: key,
      account: Account(jid: jid, deviceID: id ?? .random(), identity: identity), now: now, logger: logger)
  }

  /// Whether two addresses are the same person's: the same account, or key addresses of the same key at whatever hosts.
  public static func areSameIdentity(_ a: String, _ b: String) -> Bool {
    guard let a = account(a), let b = account(b) else { return false }
    return KeyAddress.areSameIdentity(a, b)
  }

  /// Reads an account's address.
  ///
  /// - Returns: `nil` for what is none, and for what looks like a key address and is none: people would take it for a key
  ///   while its server decides who is behind it.
  static func account(_ text: String) -> JID? {
    guard let jid = try? JID(text).bare else { return nil }
    do {
      _ = try KeyAddress(jid)
      return jid
    } catch {
      return nil
    }
  }

  /// Whether this device has the key of its account's address, and so can sign for it.
  var ownsAddress: Bool {
    (try? KeyAddress(account.jid))?.key == account.identity.publicKey
  }

  /// Brings the trust in an account's devices in line with what its address says: a device that belongs to it is verified,
  /// one that does not is not trusted blindly, one that is revoked is distrusted. A decision of the user's stands, except
  /// over a revocation.
  ///
  /// It takes its time from the caller, so what has expired stops counting with the next message, whatever comes first.
  func review(
    _ jid: JID, now: Int64, _ transaction: borrowing Transaction
  ) throws -> [TrustChange] {
    guard let address = try? KeyAddress(jid) else { return [] }
    let moment = DateTime(secondsSinceEpoch: now)
    let statements = try transaction.statements(DeviceStatement.self, of: address.key)
      .compactMap { try? $0.verified(by: address.key, now: moment) }
    return try transaction.devices(of: jid).compactMap { device in
      guard let key = device.identityKey, jid != account.jid || device.id != id else { return nil }
      let isRevoked = statements.contains { $0.claims.state == .revoked && $0.claims.names(key) }
      let isVouched = AddressCheck.vouches(address, for: .curve25519(key), device: device.id.value, of: jid, statements)
      let trust: Trust
      if isRevoked {
        guard device.trust != .distrusted else { return nil }
        try transaction.set(.distrusted, device.id, of: jid, decidedAt: now)
        trust = .distrusted
      } else {
        guard device.decidedAt == nil, isVouched != device.isVouched || (!isVouched && device.trust == .trusted) else {
          return nil
        }
        try transaction.set(vouched: isVouched, device.id, of: jid)
        trust = isVouched ? .verified : .undecided
      }
      return TrustChange(
        jid: jid.description, device: device.id, fingerprint: Fingerprint(key), trust: trust, saidBy: nil)
    }
  }

  /// Binds a device's key, and verifies it if the account's address is that very key. What takes a statement is for the
  /// next ``review(_:now:_:)``.
  func bind(
    _ key: IdentityKey, to id: DeviceID, of jid: JID, _ transaction: borrowing Transaction
  ) throws -> KeyBinding {
    guard let address = try? KeyAddress(jid) else { return try transaction.bind(key, to: id, of: jid) }
    let binding = try transaction.bind(key, to: id, of: jid, trustsBlindly: false)
    // A moment at which everything but a revocation has expired.
    let revocations = try transaction.statements(DeviceStatement.self, of: address.key)
      .compactMap { try? $0.verified(by: address.key, now: DateTime(secondsSinceEpoch: .max)) }
    if binding == .bound, let device = try transaction.device(id, of: jid), device.decidedAt == nil, !device.isVouched,
      AddressCheck.vouches(address, for: key, device: id.value, of: jid, revocations)
    {
      try transaction.set(vouched: true, id, of: jid)
    }
    return binding
  }
}

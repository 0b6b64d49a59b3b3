public import OMEMO
import Primitives
public import Storage
import Verification
import XML

/// What came of statements that were fetched.
public struct ImportedStatements: Sendable {
  /// Devices that are trusted otherwise now.
  public let changes: [TrustChange]
  /// To be carried out.
  public let actions: [Action]
  /// Whether two statements contradict each other: the owner's key is in two hands, or his software broken. Tell the user.
  public let isContradicted: Bool
}

/// Device statements: with them the owner of a key address says which devices with other keys are his.
extension Device {
  /// The PEP node of device statements, one item a device: see ``Action/publishDeviceStatement(item:)``.
  public static let deviceStatementNode = Signed<DeviceStatement>.node

  /// Signs that another device of this account is the owner's. Contacts verify it by that from then on, for 90 days;
  /// ``maintain(now:)`` renews it for as long as this device is used.
  ///
  /// - Parameter fingerprint: the one that the user compared on the other device.
  /// - Throws: ``AddressError``: `notOwner`, `unknownDevice`, `otherKey`, `revoked`.
  public func vouch(
    for device: DeviceID, fingerprint: Fingerprint, now: Int64
  ) throws(AddressError) -> [Action] {
    try sign(.valid, device, fingerprint, now)
  }

  /// Signs that a device is the owner's no more: lost, or given up. This is for good, for its key at whatever address, and
  /// reaches everyone, those too whom no trust message reaches.
  public func revoke(_ device: DeviceID, fingerprint: Fingerprint, now: Int64) throws(AddressError) -> [Action] {
    try sign(.revoked, device, fingerprint, now)
  }

  private func sign(
    _ state: DeviceStatement.State, _ device: DeviceID, _ fingerprint: Fingerprint, _ now: Int64
  ) throws(AddressError) -> [Action] {
    guard ownsAddress else { throw .notOwner }
    do {
      return try store.transaction { transaction in
        guard let record = try transaction.device(device, of: account.jid), let key = record.edwardsKey,
          let agreementKey = record.identityKey
        else { throw AddressError.unknownDevice }
        guard Fingerprint(agreementKey) == fingerprint else { throw AddressError.otherKey }
        let actions = [try publish(state, of: key, device, now: now, transaction)]
        guard state == .revoked else {
          _ = try review(account.jid, now: now, transaction)
          return actions
        }
        return actions + (try decide(.distrusted, on: record, now: now, transaction)).actions
      }
    } catch {
      throw AddressError(error)
    }
  }

  /// A `<device-statement/>` as it is to be published; `nil` if there is none of this id.
  public func deviceStatement(item: String) throws(StorageError) -> String? {
    try reading { transaction in
      try transaction.statements(DeviceStatement.self, of: account.identity.publicKey)
        .first { $0.item == item }?.element.serialized()
    }
  }

  /// Takes over the `<device-statement/>` elements that an account has published, all of the node. Those that are not
  /// signed by the account's address, have expired or were replaced are passed over.
  ///
  /// - Returns: for our own account the statements that are missing there, to be published.
  /// - Throws: ``AddressError``: `noKeyAddress`, `invalidJID`, `store`.
  public func importDeviceStatements(
    _ elements: [String], of jid: String, now: Int64
  ) throws(AddressError) -> ImportedStatements {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    guard let key = (try? KeyAddress(jid))?.key else { throw .noKeyAddress }
    // No honest account has more; each costs the check of a signature.
    let published = elements.prefix(StorageLimits.devicesPerAccount)
      .compactMap { try? Signed<DeviceStatement>(Element.parse(Array($0.utf8))) }
    do {
      return try store.transaction { transaction in
        var isContradicted = false
        for signed in published {
          do {
            let statement = try signed.verified(by: key, now: DateTime(secondsSinceEpoch: now))
            _ = try transaction.take(statement, about: statement.claims.identityKey.agreementKey().encoded)
          } catch let error as StatementError {
            if error == .equivocation { isContradicted = true }
          }
        }
        let missing =
          jid == account.jid && ownsAddress
          ? try transaction.statements(DeviceStatement.self, of: key).filter { !published.contains($0) }
            .filter { $0.isAbout(jid) }
          : []
        return ImportedStatements(
          changes: try review(jid, now: now, transaction),
          actions: missing.map { .publishDeviceStatement(item: $0.item) }, isContradicted: isContradicted)
      }
    } catch {
      throw AddressError(error)
    }
  }

  /// Signs anew what would expire soon.
  func renewStatements(now: Int64, _ transaction: borrowing Transaction) throws -> [Action] {
    guard ownsAddress else { return [] }
    let key = account.identity.publicKey
    let soon = DateTime(secondsSinceEpoch: now + Self.statementRenewal)
    let moment = DateTime(secondsSinceEpoch: now)
    let statements = try transaction.statements(DeviceStatement.self, of: key)
      .compactMap { try? $0.verified(by: key, now: moment).claims }
    var actions: [Action] = try statements.compactMap { claims in
      guard claims.state == .valid, claims.period.expires < soon, claims.jid == account.jid,
        let device = DeviceID(claims.device)
      else { return nil }
      return try publish(.valid, of: claims.identityKey, device, now: now, transaction)
    }
    let list = try transaction.statements(AddressList.self, of: key).first
    if let claims = try? list?.verified(by: key, now: moment).claims, claims.period.expires < soon {
      actions.append(try publish(claims.addresses, now: now, transaction))
    }
    return actions
  }

  private func publish(
    _ state: DeviceStatement.State, of key: Ed25519PublicKey, _ device: DeviceID, now: Int64,
    _ transaction: borrowing Transaction
  ) throws -> Action {
    let subject = try key.agreementKey().encoded
    let addressKey = account.identity.publicKey
    let claims = try DeviceStatement(
      addressKey: addressKey, identityKey: key, device: device.value, jid: account.jid,
      serial: transaction.nextSerial(DeviceStatement.self, of: addressKey, about: subject, now: now), state: state,
      period: Self.period(now))
    let signed = try Signed(claims, by: account.identity)
    _ = try transaction.take(signed.verified(by: addressKey, now: claims.period.issued), about: subject)
    return .publishDeviceStatement(item: signed.item)
  }

  static func period(_ now: Int64) throws -> ValidityPeriod {
    try ValidityPeriod(
      issued: DateTime(secondsSinceEpoch: now), expires: DateTime(secondsSinceEpoch: now + statementLifetime))
  }

  /// 90 days: a server that withholds a revocation gains no more, and a device that signs need not be used every week.
  private static let statementLifetime: Int64 = 90 * 24 * 3600
  /// What is good for less than 45 days is signed anew.
  private static let statementRenewal: Int64 = 45 * 24 * 3600
}

extension Signed<DeviceStatement> {
  /// The id of its item: the hex of the identity key.
  fileprivate var item: String {
    TextEncoding.hex(identityKey.encoded)
  }
}

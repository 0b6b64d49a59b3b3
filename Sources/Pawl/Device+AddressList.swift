import Primitives
public import Storage
import Verification
import XML

/// The signed list of a person's addresses, so that contacts find the one that can be reached.
///
/// The list says where to look, not whom to trust. A message goes by itself to such of its addresses only as have the
/// same key: elsewhere a device would have to be verified in another way first.
extension Device {
  /// The PEP node of the list, whose one item is `current`.
  public static let addressListNode = Signed<AddressList>.node

  /// Signs the list of this person's addresses, the one to try first first. It takes the place of the one before.
  ///
  /// - Parameter addresses: 1 to 16 bare JIDs, this account's among them.
  /// - Returns: the list is to be published, here and by the stores at the other addresses, which fetch it here.
  public func setAddresses(_ addresses: [String], now: Int64) throws(AddressError) -> [Action] {
    guard ownsAddress else { throw .notOwner }
    let jids = addresses.compactMap { Self.account($0) }
    guard jids.count == addresses.count else { throw .invalidJID }
    guard jids.contains(account.jid) else { throw .invalidList }
    do {
      return [try store.transaction { try publish(jids, now: now, $0) }]
    } catch {
      throw AddressError(error)
    }
  }

  /// The `<address-list/>` of a person as it was published, with its signature: our own to be published, or a contact's to be
  /// handed to another store of ours, which can check it as if it had fetched it. `nil` if there is none.
  public func addressList(of jid: String? = nil) throws(StorageError) -> String? {
    guard let jid = jid.map({ Self.account($0) }) ?? account.jid, let address = try? KeyAddress(jid) else { return nil }
    return try reading { try $0.statements(AddressList.self, of: address.key).first?.element.serialized() }
  }

  /// Takes over the `<address-list/>` that an account has published, `nil` where there is none.
  ///
  /// - Returns: for our own account, the list is to be published if there is a later one here.
  /// - Throws: ``AddressError``. An older list than the one that is known is refused.
  public func importAddressList(_ xml: String?, of jid: String, now: Int64) throws(AddressError) -> [Action] {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    guard let key = (try? KeyAddress(jid))?.key else { throw .noKeyAddress }
    do {
      let signed = try xml.map { try Signed<AddressList>(Element.parse(Array($0.utf8))) }
      let isOurs = key == account.identity.publicKey && ownsAddress
      return try store.transaction { transaction in
        do {
          if let list = try signed?.verified(by: key, now: DateTime(secondsSinceEpoch: now)) {
            // What another store of ours signed is to be published here, too.
            if try transaction.take(list, about: []), isOurs, jid != account.jid { return [.publishAddressList] }
          }
        } catch StatementError.replaced where isOurs {
          // Ours is later.
        } catch StatementError.expired where isOurs {
        }
        let known = try transaction.statements(AddressList.self, of: key).first
        return isOurs && jid == account.jid && known != nil && known != signed ? [.publishAddressList] : []
      }
    } catch {
      throw AddressError(error)
    }
  }

  /// The addresses of a person who is known by one of them, in the order to try: as the list says, and last those whose
  /// server could not be reached a while ago. Without a list, the one.
  ///
  /// - Parameter now: seconds since 1970.
  public func addresses(of jid: String, now: Int64) throws(AddressError) -> [String] {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    guard let address = try? KeyAddress(jid) else { return [jid.description] }
    do {
      return try store.transaction { transaction in
        let list = try transaction.statements(AddressList.self, of: address.key).first
        let listed = try? list?.verified(by: address.key, now: DateTime(secondsSinceEpoch: now)).claims.addresses
        var addresses = (listed ?? []).filter { KeyAddress.areSameIdentity($0, jid) }
        if !addresses.contains(jid) { addresses.append(jid) }
        let isAway = try addresses.map { address in
          let since = try transaction.unreachableSince(address)
          return since.map { (0..<Self.unreachablePeriod).contains(now - $0) } ?? false
        }
        return (zip(addresses, isAway).filter { !$1 } + zip(addresses, isAway).filter { $1 }).map { $0.0.description }
      }
    } catch {
      throw AddressError(error)
    }
  }

  /// Notes whether an address's server can be reached: not after an error stanza `remote-server-not-found` or
  /// `remote-server-timeout`, or when our own server at that host is away; again after anything came from there.
  public func note(isReachable: Bool, _ jid: String, now: Int64) throws(AddressError) {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    do {
      try store.transaction { try $0.note(unreachableSince: isReachable ? nil : now, jid) }
    } catch {
      throw AddressError(error)
    }
  }

  /// The other addresses of our own key, which may have a later list.
  func otherOwnAddresses(_ transaction: borrowing Transaction) throws -> [JID] {
    guard ownsAddress else { return [] }
    let key = account.identity.publicKey
    let list = try transaction.statements(AddressList.self, of: key).first
    return list?.addresses.filter { $0 != account.jid && KeyAddress.areSameIdentity($0, account.jid) } ?? []
  }

  func publish(_ addresses: [JID], now: Int64, _ transaction: borrowing Transaction) throws -> Action {
    let key = account.identity.publicKey
    let list = try AddressList(
      addressKey: key, serial: transaction.nextSerial(AddressList.self, of: key, about: [], now: now),
      period: Self.period(now), addresses: addresses)
    let signed = try Signed(list, by: account.identity)
    _ = try transaction.take(signed.verified(by: key, now: list.period.issued), about: [])
    return .publishAddressList
  }

  /// Ten minutes: a server that restarts is tried again soon, and one that is gone does not cost a wait for each message.
  private static let unreachablePeriod: Int64 = 600
}

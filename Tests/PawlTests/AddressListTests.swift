import Foundation
import Pawl
import TestSupport
import Testing

@Suite("Alternative addresses in Device")
struct AddressListTests {
  private static let day: Int64 = 24 * 3600

  @Test("One key at two hosts is one person: the same identity, the same fingerprint, sessions of their own")
  func samePerson() async throws {
    let (alice, bob, other) = try await TestDevice.bobAtTwoHosts()
    #expect(bob.device.fingerprint == other.device.fingerprint && bob.jid != other.jid)
    #expect(Device.areSameIdentity(bob.jid, other.jid) && !Device.areSameIdentity(bob.jid, alice.jid))
    let first = try await alice.receive(bob.send("from one", to: alice))
    let second = try await alice.receive(other.send("from two", to: alice))
    #expect(first.sender.identity == second.sender.identity && first.sender.jid != second.sender.jid)
    #expect(first.sender.trust == .verified && second.sender.trust == .verified)
    #expect(try await other.read(alice.send("to two", to: other)) == "to two")
  }

  @Test("The list says the order; an address that cannot be reached comes last, for ten minutes")
  func order() async throws {
    let (alice, bob, other) = try await TestDevice.bobAtTwoHosts()
    #expect(try await alice.device.addresses(of: bob.jid, now: TestDevice.now) == [bob.jid])
    #expect(try await bob.device.setAddresses([other.jid, bob.jid], now: TestDevice.now) == [.publishAddressList])
    let list = try #require(try await bob.device.addressList())
    #expect(try await alice.device.importAddressList(list, of: bob.jid, now: TestDevice.now).isEmpty)
    #expect(try await alice.device.addresses(of: bob.jid, now: TestDevice.now) == [other.jid, bob.jid])
    try await alice.device.note(isReachable: false, other.jid, now: TestDevice.now)
    #expect(try await alice.device.addresses(of: other.jid, now: TestDevice.now + 599) == [bob.jid, other.jid])
    #expect(try await alice.device.addresses(of: other.jid, now: TestDevice.now + 600) == [other.jid, bob.jid])
    try await alice.device.note(isReachable: true, other.jid, now: TestDevice.now)
    #expect(try await alice.device.addresses(of: bob.jid, now: TestDevice.now) == [other.jid, bob.jid])
    #expect(try await alice.device.addresses(of: bob.jid, now: TestDevice.now + 91 * Self.day) == [bob.jid])
  }

  @Test("An older list, another key's and a forged one are refused; an address without the key is not gone to")
  func refused() async throws {
    let (alice, bob, other) = try await TestDevice.bobAtTwoHosts()
    _ = try await bob.device.setAddresses([bob.jid], now: TestDevice.now)
    let old = try #require(try await bob.device.addressList())
    _ = try await bob.device.setAddresses([bob.jid, "bob@example.com", other.jid], now: TestDevice.now)
    let new = try #require(try await bob.device.addressList())
    _ = try await alice.device.importAddressList(new, of: other.jid, now: TestDevice.now)
    await #expect(throws: AddressError.replaced) {
      _ = try await alice.device.importAddressList(old, of: bob.jid, now: TestDevice.now)
    }
    #expect(try await alice.device.addresses(of: bob.jid, now: TestDevice.now) == [bob.jid, other.jid])
    let mallory = try TestDevice(keyAddressAt: "one.test", id: 9)
    await #expect(throws: AddressError.badSignature) {
      _ = try await alice.device.importAddressList(new, of: mallory.jid, now: TestDevice.now)
    }
    await #expect(throws: AddressError.noKeyAddress) {
      _ = try await alice.device.importAddressList(new, of: "bob@example.com", now: TestDevice.now)
    }
    await #expect(throws: AddressError.invalidList) { _ = try await bob.device.setAddresses([other.jid], now: TestDevice.now) }
  }

  @Test("The store at the other host takes the later list over, and publishes it")
  func stores() async throws {
    let (_, bob, other) = try await TestDevice.bobAtTwoHosts()
    _ = try await bob.device.setAddresses([bob.jid, other.jid], now: TestDevice.now)
    let list = try #require(try await bob.device.addressList())
    #expect(try await other.device.importAddressList(list, of: bob.jid, now: TestDevice.now) == [.publishAddressList])
    #expect(try await other.device.addressList() == list)
    #expect(try await other.device.importAddressList(nil, of: other.jid, now: TestDevice.now) == [.publishAddressList])
    #expect(try await other.device.importAddressList(list, of: other.jid, now: TestDevice.now).isEmpty)
    // It now asks there for later ones by itself.
    let actions = try await other.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'><device id='3'/></devices>", of: other.jid)
    #expect(actions.contains(.fetchAddressList(jid: bob.jid)) && actions.contains(.fetchAddressList(jid: other.jid)))
    // A third store has it from the beginning.
    let third = try TestDevice(sharingIdentityOf: other, at: "three.test", id: 4)
    #expect(try await third.device.addressList() == list)
  }

  @Test("Encryption that was ended with a person is ended at each address")
  func optOut() async throws {
    let (alice, bob, other) = try await TestDevice.bobAtTwoHosts()
    _ = try await alice.device.endEncryption(with: bob.jid, now: TestDevice.now)
    await #expect(throws: SendError.encryptionEnded(isOurs: true)) { _ = try await alice.send("no", to: other) }
    try await alice.device.resumeEncryption(with: other.jid)
    #expect(try await bob.read(alice.send("on", to: bob)) == "on")
  }
}

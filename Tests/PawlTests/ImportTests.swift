import Foundation
import OMEMO
import Pawl
import Primitives
import Testing
import XML

@Suite("Device lists and bundles that are refused")
struct ImportTests {
  @Test("A bad device list changes nothing", arguments: [
    ("", ImportError.malformed), ("<devices/>", .malformed), ("<list xmlns='urn:xmpp:omemo:2'/>", .malformed),
    ("<devices xmlns='urn:xmpp:omemo:2'><device/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='0'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='-1'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='007'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='1e3'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='2147483648'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='١'/></devices>", .invalidID),
    ("<devices xmlns='urn:xmpp:omemo:2'><device id='4'/><device id='4'/></devices>", .invalidID),
  ])
  func deviceList(xml: String, error: ImportError) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let before = try alice.bytes()
    await #expect(throws: error) { _ = try await alice.device.importDeviceList(xml, of: bob.jid) }
    #expect(try alice.bytes() == before)
  }

  @Test("B8 too many devices: a list of ten thousand devices is refused")
  func hugeDeviceList() async throws {
    let alice = try TestDevice("alice@example.org")
    let devices = (1...10_000).map { "<device id='\($0)'/>" }.joined()
    await #expect(throws: ImportError.tooMany) {
      _ = try await alice.device.importDeviceList(
        "<devices xmlns='urn:xmpp:omemo:2'>\(devices)</devices>", of: "bob@example.net")
    }
  }

  @Test("A bundle with any bit of a key or signature flipped is refused")
  func flippedBits() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let bundle = try await bob.device.bundle()
    let before = try alice.bytes()
    for name in ["spk", "spks", "ik"] {
      let text = try #require(try Element.parse(bundle).elements.first { $0.name == name }).text
      let bytes = try #require(TextEncoding.decodeBase64(text))
      for bit in 0..<bytes.count * 8 {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        let forged = bundle.replacing(text, with: TextEncoding.base64(flipped))
        await #expect(throws: ImportError.self, "bit \(bit) of \(name)") {
          try await alice.device.importBundle(forged, of: bob.jid, device: bob.device.id)
        }
      }
    }
    #expect(try alice.bytes() == before)
  }

  @Test("A bundle cut anywhere is refused")
  func truncated() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let bundle = try await bob.device.bundle()
    let before = try alice.bytes()
    for length in stride(from: 0, to: bundle.utf8.count, by: 97) {
      await #expect(throws: ImportError.malformed) {
        try await alice.device.importBundle(String(bundle.prefix(length)), of: bob.jid, device: bob.device.id)
      }
    }
    #expect(try alice.bytes() == before)
  }

  @Test("B4 bundle garbage: a bundle with prekeys that must not be used is refused", arguments: [
    ("", ImportError.noPreKeys),
    ("<pk id='0'>CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pk>", .invalidID),
    ("<pk id='1'>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pk>", .invalidKey),
    ("<pk id='1'>CQ==</pk>", .invalidKey),
    ("<pk id='1'>CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*=</pk>", .malformed),
    (
      "<pk id='1'>CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pk><pk id='1'>CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pk>",
      .invalidID
    ),
  ])
  func preKeys(preKeys: String, error: ImportError) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let bundle = try await bob.device.bundle()
    let start = try #require(bundle.range(of: "<prekeys>")).upperBound
    let end = try #require(bundle.range(of: "</prekeys>")).lowerBound
    let forged = bundle[..<start] + preKeys + bundle[end...]
    let before = try alice.bytes()
    await #expect(throws: error) {
      try await alice.device.importBundle(String(forged), of: bob.jid, device: bob.device.id)
    }
    #expect(try alice.bytes() == before)
  }

  @Test("Our own bundle is refused")
  func ownBundle() async throws {
    let alice = try TestDevice("alice@example.org")
    let bundle = try await alice.device.bundle()
    await #expect(throws: ImportError.ownDevice) {
      try await alice.device.importBundle(bundle, of: alice.jid, device: alice.device.id)
    }
  }
}

import PushClient
import Testing

@Suite("Which addresses are anybody's business")
struct AddressClassTests {
  static let cases: [(String, AddressClass)] = [
    ("1.1.1.1", .global), ("8.8.8.8", .global), ("99.255.255.255", .global), ("100.128.0.0", .global),
    ("172.15.255.255", .global), ("172.32.0.0", .global), ("192.167.255.255", .global), ("223.255.255.255", .global),
    ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified),
    ("127.0.0.1", .loopback), ("127.255.255.254", .loopback),
    ("10.0.0.0", .privateUse), ("10.255.255.255", .privateUse), ("172.16.0.1", .privateUse),
    ("172.31.255.255", .privateUse), ("192.168.0.0", .privateUse), ("192.168.255.255", .privateUse),
    ("169.254.0.1", .linkLocal), ("169.254.169.254", .linkLocal),
    ("100.64.0.0", .carrierGrade), ("100.127.255.255", .carrierGrade),
    ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("255.255.255.255", .broadcast),
    ("240.0.0.1", .reserved), ("255.255.255.254", .reserved), ("192.0.0.1", .reserved), ("192.0.2.1", .reserved),
    ("192.88.99.1", .reserved), ("198.18.0.1", .reserved), ("198.19.255.255", .reserved), ("198.51.100.7", .reserved),
    ("203.0.113.9", .reserved),

    ("2001:4860:4860::8888", .global), ("2606:4700:4700::1111", .global), ("2a00:1450:4001:81b::200e", .global),
    ("::", .unspecified), ("::1", .loopback), ("0:0:0:0:0:0:0:1", .loopback),
    ("::ffff:127.0.0.1", .mapped), ("::ffff:8.8.8.8", .mapped), ("::ffff:a9fe:a9fe", .mapped), ("::127.0.0.1", .mapped),
    ("::2", .mapped),
    ("64:ff9b::7f00:1", .translated), ("64:ff9b::127.0.0.1", .translated), ("64:ff9b:1::a00:1", .translated),
    ("2002:7f00:1::", .translated), ("2001:0:4136:e378::1", .translated),
    ("fc00::1", .uniqueLocal), ("fd12:3456:789a::1", .uniqueLocal), ("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .uniqueLocal),
    ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .privateUse), ("feff::1", .privateUse),
    ("ff02::1", .multicast), ("ff00::", .multicast),
    ("2001:db8::1", .reserved), ("2001:2::1", .reserved), ("2001:20::1", .reserved), ("3fff::1", .reserved),
    ("100::1", .reserved), ("4000::1", .reserved), ("5f00::1", .reserved), ("::ffff:0:127.0.0.1", .reserved),
    ("2620:4f:8000::1", .reserved),
  ]

  @Test("By its class", arguments: cases)
  func classes(text: String, expected: AddressClass) throws {
    let address = try #require(IPAddress(text))
    #expect(AddressClass(address) == expected)
  }

  @Test("There is a case for every class")
  func complete() {
    #expect(Set(Self.cases.map(\.1)) == Set(AddressClass.allCases))
  }

  @Test("What a resolver does not write is no address", arguments: [
    "", "127.1", "0x7f000001", "2130706433", "127.0.0.01", "127.0.0.256", "127.0.0.1.1", "127.0.0.", "1.2.3.4 ", "fe80::1%eth0",
    ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1:2:3:4:5:6:7:8", "12345::", "g::", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7",
    "[::1]", "::1.2.3", "1.2.3.4::", "localhost", "١.١.١.١", "::１",
  ])
  func malformed(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("Forms of one address are one")
  func forms() {
    #expect(IPAddress("::ffff:127.0.0.1") == IPAddress("0:0:0:0:0:ffff:7f00:1"))
    #expect(IPAddress("1::") == IPAddress("1:0:0:0:0:0:0:0") && IPAddress("1:2:3:4:5:6::8") == IPAddress("1:2:3:4:5:6:0:8"))
  }
}

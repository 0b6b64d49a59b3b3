import Foundation
import Testing
import XML

@Suite("Limits of a stream")
struct StreamLimitTests {
  @Test("Each limit is exact and begins anew with every stanza; the stream around it counts for nothing")
  func exact() {
    let stanza = "<a b='c'>d<e>f</e></a>"
    let exact = XMLLimits(bytes: stanza.utf8.count, depth: 2, nodes: 5)
    let reading = StreamReading(
      StreamReading.header + String(repeating: "  " + stanza, count: 1000), limits: exact)
    #expect(reading.error == nil)
    #expect(reading.elements.count == 1000)

    let tighter: [(WritableKeyPath<XMLLimits, Int>, XMLError)] = [
      (\.bytes, .tooLarge), (\.depth, .tooDeep), (\.nodes, .tooManyNodes),
    ]
    for (limit, error) in tighter {
      var limits = exact
      limits[keyPath: limit] -= 1
      for reading in [
        StreamReading(StreamReading.header + stanza, limits: limits),
        StreamReading(singleBytesOf: StreamReading.header + stanza, limits: limits),
      ] {
        // Of a stanza without end there is no going on behind it.
        let isFatal = error == .tooLarge
        #expect(reading.events == [StreamReading.opened] + (isFatal ? [] : [.refused(error)]))
        #expect(reading.error == (isFatal ? .xml(error) : nil))
      }
    }
  }

  @Test("A header beyond 4 KiB is refused, of whatever it may consist", arguments: [
    " ", "<?xml version='1.0'?>\n", "<stream:stream a='", "<stream:stream ",
  ])
  func header(_ start: String) {
    let reading = StreamReading(start + String(repeating: " ", count: 4096))
    #expect(reading == StreamReading(singleBytesOf: start + String(repeating: " ", count: 4096)))
    #expect(reading.events.isEmpty)
    #expect(reading.error == .xml(.tooLarge))
  }

  @Test("A header of 4 KiB less the four bytes that ask for its namespace is read, one of a byte more is not")
  func exactHeader() {
    let padding = String(repeating: " ", count: 4092 - StreamReading.header.utf8.count)
    let header = StreamReading.header.dropLast() + padding + ">"
    #expect(StreamReading(header + "<a/>").events.first == StreamReading.opened)
    #expect(StreamReading(header + "<a/>").elements.count == 1)
    #expect(StreamReading(header.dropLast() + " ><a/>").error == .xml(.tooLarge))
  }

  @Test("Many stanzas in one packet take no quadratic time", .timeLimit(.minutes(1)))
  func manyInOnePacket() {
    let reading = StreamReading(StreamReading.header + String(repeating: "<a/>", count: 20_000))
    #expect(reading.elements.count == 20_000)
    #expect(reading.error == nil)
  }

  #if os(Linux)
    /// With one parser for the whole stream, libxml2 would keep 6 MB of names for these.
    @Test("Names that are ever new leave nothing behind")
    func names() async {
      await #expect(processExitsWith: .success) {
        var reader = XMLStreamReader()
        reader.append(Array(StreamReading.header.utf8))
        guard try reader.next() == StreamReading.opened else { exit(EXIT_FAILURE) }
        var first = 0
        for number in 0..<30_000 {
          reader.append(Array("<a\(number) xmlns='urn:n\(number)' b\(number)='1'><c\(number)/></a\(number)>".utf8))
          guard case .element? = try reader.next() else { exit(EXIT_FAILURE) }
          if number == 1000 { first = try residentPages() }
        }
        // A page has 4 KiB or more: at most 1 MiB where pages are small.
        guard try residentPages() - first < 256 else { exit(EXIT_FAILURE) }
      }
    }
  #endif
}

#if os(Linux)
  /// The second number of /proc/self/statm.
  private func residentPages() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return Int(fields[1]) ?? 0
  }
#endif

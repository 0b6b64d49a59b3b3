import XML

/// What a stream reader makes of some bytes.
struct StreamReading: Equatable {
  var events: [XMLStreamEvent] = []
  var error: XMLStreamError?

  /// Reads bytes that come in chunks that end where `cuts` says and at the end of all.
  init(_ bytes: [UInt8], cuts: [Int] = [], limits: XMLLimits = .stanza) {
    var reader = XMLStreamReader(limits: limits)
    var start = 0
    do throws(XMLStreamError) {
      for end in cuts + [bytes.count] {
        reader.append(Array(bytes[start..<end]))
        start = end
        while let event = try reader.next() { events.append(event) }
      }
    } catch {
      self.error = error
    }
  }

  init(_ text: String, limits: XMLLimits = .stanza) {
    self.init(Array(text.utf8), limits: limits)
  }

  init(singleBytesOf text: String, limits: XMLLimits = .stanza) {
    let bytes = Array(text.utf8)
    self.init(bytes, cuts: Array(0..<bytes.count), limits: limits)
  }

  /// The elements among the events.
  var elements: [Element] {
    events.compactMap {
      if case .element(let element) = $0 { element } else { nil }
    }
  }

  /// A server's header.
  static let header =
    "<?xml version='1.0'?><stream:stream from='im.example.com' id='s1' version='1.0' xml:lang='en' "
    + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"

  /// What ``header`` says.
  static let opened = XMLStreamEvent.opened(
    XMLStreamHeader(from: "im.example.com", id: "s1", version: "1.0", language: "en"))
}

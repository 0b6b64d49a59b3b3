import XML

/// An XMPP stream. The first byte of an input says how many bytes come at a time, the others are the stream.
enum StreamFuzzing {
  private struct Reading {
    var events: [XMLStreamEvent] = []
    var error: XMLStreamError?
  }

  /// It makes no difference where the network cuts a stream, and each element that is read can be sent on in another stream
  /// and reads the same there, with nothing besides (stanza smuggling).
  static func run(_ input: [UInt8]) {
    guard let first = input.first else { return }
    // A tag comes behind it all: libxml2 may hold 300 bytes of an unfinished text back, and sees sooner or later, as the chunks
    // fall, that a reference among them is to nothing.
    let stream = input.dropFirst() + "<a/>".utf8
    let reading = read(stream, chunk: max(1, stream.count))
    let chunk = 1 + Int(first)
    if chunk < stream.count {
      let other = read(stream, chunk: chunk)
      precondition(other.events == reading.events, "cut otherwise it reads otherwise")
      // Of two faults in one chunk another may be named than of the same two in different ones.
      precondition((other.error == nil) == (reading.error == nil), "cut otherwise it fails otherwise")
    }

    let elements = reading.events.compactMap { if case .element(let element) = $0 { element } else { nil } }
    guard !elements.isEmpty else { return }
    let header = XMLStreamHeader()
    guard var forwarded = try? header.serialized() else { preconditionFailure("a header cannot be written") }
    var expected: [XMLStreamEvent] = [.opened(header)]
    for element in elements {
      guard let written = try? element.serialized(scope: XMLStreamHeader.clientNamespace) else {
        preconditionFailure("what was read cannot be written")
      }
      forwarded += written
      expected.append(.element(element))
    }
    let bytes = Array((forwarded + XMLStreamHeader.endTag).utf8)
    precondition(
      read(bytes[...], chunk: bytes.count).events == expected + [.closed], "what was sent on reads otherwise")
  }

  private static func read(_ bytes: ArraySlice<UInt8>, chunk: Int) -> Reading {
    var reading = Reading()
    var reader = XMLStreamReader()
    var rest = bytes
    do throws(XMLStreamError) {
      while !rest.isEmpty {
        reader.append(Array(rest.prefix(chunk)))
        rest = rest.dropFirst(chunk)
        while let event = try reader.next() { reading.events.append(event) }
      }
    } catch {
      reading.error = error
    }
    return reading
  }
}

/// Builds ``Element``s from a parser's events, within limits, without recursion.
///
/// It does not check well-formedness, which is the parser's part; it stays in balance whatever the events. After the
/// first failure or refusal it ignores every event.
final class TreeBuilder {
  let limits: XMLLimits
  /// Why this is no XML that may stand in a stream, if that was found first.
  private(set) var failure: XMLError?
  /// Why it is not taken although it may well be XML, if that was found first: it asks for too much, or has a name that is
  /// none to us. Servers check less than that and pass such stanzas on, from anyone.
  private(set) var refusal: XMLError?
  /// Those that occurred.
  var namespaces = NamespaceTable()
  /// The document's element, once its end tag was seen.
  private(set) var root: Element?
  /// The elements that were begun and not ended, the root first.
  private var open: [Element] = []
  /// The bytes of text since the last tag. A parser reports a text in many pieces, so they are gathered and become a
  /// string once; joining strings would take quadratic time.
  private var text: [UInt8] = []
  private var nodeCount = 0

  /// The document's element while it is open, with those of its children that are complete.
  var outermost: Element? {
    open.first
  }

  init(limits: XMLLimits) {
    self.limits = limits
  }

  /// Accounts for an element about to be started, so that a refused one costs no memory. How many attributes it may
  /// have, ``MarkupGate`` has seen to.
  func reserveElement(attributes: Int) throws(XMLError) {
    guard open.count < limits.depth else { throw .tooDeep }
    try count(nodes: 1 + attributes)
  }

  func start(_ element: Element) {
    guard !isDeaf else { return }
    closeText()
    open.append(element)
  }

  func end() {
    guard !isDeaf else { return }
    closeText()
    guard let element = open.popLast() else { return fail(.malformed) }
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].children.append(.element(element))
    }
  }

  /// Takes a piece of text. The bytes are copied; the buffer may be gone after.
  @safe
  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !isDeaf else { return }
    unsafe text.append(contentsOf: bytes)
  }

  func fail(_ error: XMLError) {
    if !isDeaf { failure = error }
  }

  func refuse(_ error: XMLError) {
    if !isDeaf { refusal = error }
  }

  var isDeaf: Bool {
    failure != nil || refusal != nil
  }

  private func closeText() {
    guard !text.isEmpty else { return }
    guard !open.isEmpty else { return fail(.malformed) }
    do throws(XMLError) {
      try count(nodes: 1)
      open[open.count - 1].children.append(.text(String(decoding: text, as: UTF8.self)))
      text.removeAll(keepingCapacity: true)
    } catch {
      refuse(error)
    }
  }

  private func count(nodes: Int) throws(XMLError) {
    nodeCount += nodes
    guard nodeCount <= limits.nodes else { throw .tooManyNodes }
  }
}

/// An XMPP address, `local@domain/resource` (RFC 7622), in the one form in which addresses are compared.
///
/// Local part and domain are lower-cased, the domain loses a final dot, and a space of any kind in the resource is an
/// ASCII space. Equality is that of Swift's strings, canonical equivalence, and so the same as comparing in
/// normalisation form C.
///
/// - Note: Departures from RFC 7622. The text itself is not brought to form C, which needs tables the standard library
///   keeps to itself: two addresses may be equal and their ``description``s differ in bytes. A domain in `xn--` form is
///   not decoded, so it does not equal its Unicode form. Servers send both in their final form.
package struct JID: Sendable, Hashable, CustomStringConvertible {
  package let local: String?
  package let domain: String
  package let resource: String?

  /// Reads an address.
  ///
  /// The first `/` ends the bare address and only then the first `@` is looked for: a resource may hold both, and
  /// `eve.example/alice@home.example` is Eve's.
  ///
  /// - Throws: ``XMLError/invalidValue`` where a part is empty or longer than 1023 bytes or the domain is none,
  ///   ``XMLError/invalidCharacter`` where a part holds what it may not.
  package init(_ text: String) throws(XMLError) {
    let scalars = text.unicodeScalars
    var address = scalars[...]
    var resource: Substring.UnicodeScalarView?
    if let slash = scalars.firstIndex(of: "/") {
      address = scalars[..<slash]
      resource = scalars[scalars.index(after: slash)...]
    }
    var domain = address
    var local: Substring.UnicodeScalarView?
    if let at = address.firstIndex(of: "@") {
      local = address[..<at]
      domain = address[address.index(after: at)...]
    }
    self.init(
      local: try local.map { (part) throws(XMLError) in try JIDPart.local(String(part)) },
      domain: try JIDPart.domain(String(domain)),
      resource: try resource.map { (part) throws(XMLError) in try JIDPart.resource(String(part)) })
  }

  /// The address without its resource.
  package var bare: JID {
    JID(local: local, domain: domain, resource: nil)
  }

  package var isBare: Bool {
    resource == nil
  }

  package var description: String {
    (local.map { $0 + "@" } ?? "") + domain + (resource.map { "/" + $0 } ?? "")
  }

  /// From parts that were checked.
  private init(local: String?, domain: String, resource: String?) {
    self.local = local
    self.domain = domain
    self.resource = resource
  }
}

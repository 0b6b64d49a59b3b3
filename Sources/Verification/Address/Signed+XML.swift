import Primitives
package import XML

/// A statement as an element, for PEP:
///
///     <device-statement xmlns='urn:pawl:identity:0'>
///       <signed>base64</signed>
///       <signature>base64</signature>
///     </device-statement>
///
/// What a later version may add beside them, attributes or children, is passed over: it is not signed and means
/// nothing.
extension Signed {
  /// The PEP node. A device's statements have the hex of its identity key as item id, the address list has `current`.
  package static var node: String {
    "\(namespace):\(Statement.name)"
  }

  package var element: Element {
    Element(
      Statement.name, namespace: Self.namespace,
      children: [
        Element("signed", namespace: Self.namespace, text: TextEncoding.base64(signedBytes)),
        Element("signature", namespace: Self.namespace, text: TextEncoding.base64(signature.encoded)),
      ])
  }

  /// - Throws: ``StatementError``.
  package init(_ element: Element) throws(StatementError) {
    guard element.name == Statement.name, element.namespace == Self.namespace else { throw .malformed }
    let signature: Ed25519Signature
    let signatureBytes = try Self.bytes("signature", of: element)
    do { signature = try Ed25519Signature(signatureBytes) } catch { throw .malformed }
    try self.init(signedBytes: try Self.bytes("signed", of: element), signature: signature)
  }

  private static func bytes(_ name: String, of element: Element) throws(StatementError) -> [UInt8] {
    do {
      guard let child = try element.atMostOne(name, namespace), child.elements.isEmpty,
        let bytes = TextEncoding.decodeStrictBase64(child.text)
      else { throw StatementError.malformed }
      return bytes
    } catch {
      throw .malformed
    }
  }
}

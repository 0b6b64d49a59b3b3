import Primitives
import XML

/// How the values of OMEMO's elements are read, in both namespaces. Children are those of the element's own namespace.
extension Element {
  func noneOrOne(_ name: String) throws(OMEMOError) -> Element? {
    do { return try atMostOne(name, namespace) } catch { throw .malformedElement }
  }

  func one(_ name: String) throws(OMEMOError) -> Element {
    guard let element = try noneOrOne(name) else { throw .malformedElement }
    return element
  }

  /// The element's text as base64.
  func base64() throws(OMEMOError) -> [UInt8] {
    guard let bytes = TextEncoding.decodeBase64(text) else { throw .malformedElement }
    return bytes
  }

  /// An attribute that must be there and in the range of ids, which devices and prekeys share.
  func id(_ name: String) throws(OMEMOError) -> DeviceID {
    guard let id = attribute(name).flatMap(DeviceID.init(text:)) else { throw .invalidID }
    return id
  }

  /// An attribute of the type xs:boolean; false when it is left out.
  func flag(_ name: String) throws(OMEMOError) -> Bool {
    switch attribute(name) {
    case nil, "false", "0": false
    case "true", "1": true
    default: throw .malformedElement
    }
  }
}

/// The namespaces of one document, each made a string once.
///
/// A string for each element would make 16 MB of a stanza with one namespace of 250 bytes and 65 000 elements in it, which
/// has 256 KiB on the wire. libxml2 keeps each namespace in one place, so its address finds the string; the bytes there
/// decide.
struct NamespaceTable {
  private var strings: [UInt: String] = [:]

  /// The namespace at an address; the null pointer is none.
  ///
  /// - Throws: `nameTooLong`, `invalidValue`.
  mutating func string(at pointer: UnsafePointer<UInt8>?, limit: Int) throws(XMLError) -> String {
    guard let pointer = unsafe pointer else { return "" }
    let bytes = try unsafe SAXStrings.terminated(pointer, limit: limit)
    let address = UInt(bitPattern: pointer)
    if let known = strings[address], unsafe bytes.elementsEqual(known.utf8) { return known }
    let namespace = unsafe String(decoding: bytes, as: UTF8.self)
    guard XMLName.isNamespace(namespace) else { throw .invalidValue }
    strings[address] = namespace
    return namespace
  }
}

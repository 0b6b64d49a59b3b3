import XML

/// A form (XEP-0004) with one value a field, as XEP-0357 uses them.
struct PushForm: Hashable {
  /// Its `FORM_TYPE` (XEP-0068), if it has one.
  let type: String?
  /// By their names; the order says nothing.
  let fields: [String: String]

  init(type: String?, fields: [String: String]) {
    self.type = type
    self.fields = fields
  }

  /// Reads an `<x/>` of whatever `type` attribute: servers write `submit`, `form` or none.
  ///
  /// - Parameter valueBytes: what a field's value may have; `nil` for a form that nothing but its stanza bounds.
  /// - Throws: ``PushStanzaError``; a field that is there twice is `malformed`, since two readers would pick two values.
  init(_ element: Element, valueBytes: Int? = PushStanzaLimits.valueBytes) throws(PushStanzaError) {
    guard element.name == "x", element.namespace == PushNamespace.dataForm else { throw .malformed }
    let children = element.elements("field", PushNamespace.dataForm)
    guard children.count <= PushStanzaLimits.fields else { throw .tooLarge }
    var fields: [String: String] = [:]
    for child in children {
      guard let name = child.attribute("var") else { throw .malformed }
      let values = child.elements("value", PushNamespace.dataForm)
      let value = values.first?.text ?? ""
      guard values.count <= 1, fields[name] == nil else { throw .malformed }
      if let valueBytes, value.utf8.count > valueBytes { throw .tooLarge }
      fields[name] = value
    }
    type = fields.removeValue(forKey: "FORM_TYPE")
    self.fields = fields
  }

  /// The form of an element that may have one, if it is of this type.
  static func fields(of element: Element, type: String) throws(PushStanzaError) -> [String: String] {
    let found = element.elements("x", PushNamespace.dataForm)
    guard found.count <= 1 else { throw .malformed }
    guard let first = found.first else { return [:] }
    let form = try PushForm(first)
    guard form.type == type else { throw .malformed }
    return form.fields
  }

  /// With its fields in the order of their names.
  func element(as kind: String = "submit") -> Element {
    let type = type.map { [Self.field("FORM_TYPE", $0, type: "hidden")] } ?? []
    let others = fields.sorted { $0.key < $1.key }.map { Self.field($0.key, $0.value) }
    return Element("x", namespace: PushNamespace.dataForm, ["type": kind], children: type + others)
  }

  private static func field(_ name: String, _ value: String, type: String? = nil) -> Element {
    let value = Element("value", namespace: PushNamespace.dataForm, text: value)
    var field = Element("field", namespace: PushNamespace.dataForm, ["var": name], children: [value])
    if let type { field.attributes.append(Attribute("type", type)) }
    return field
  }
}

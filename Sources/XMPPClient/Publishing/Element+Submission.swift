import XML

extension Element {
  /// A filled-in form (XEP-0004, XEP-0068).
  static func submission(of type: String, _ fields: KeyValuePairs<String, String>) -> Element {
    var form = Element("x", namespace: XMPPNamespace.dataForm, ["type": "submit"])
    form.children = [.element(field("FORM_TYPE", type: "hidden", value: type))]
    form.children += fields.map { .element(field($0.key, type: nil, value: $0.value)) }
    return form
  }

  private static func field(_ name: String, type: String?, value: String) -> Element {
    let value = Element("value", namespace: XMPPNamespace.dataForm, text: value)
    var field = Element("field", namespace: XMPPNamespace.dataForm, ["var": name], children: [value])
    if let type { field.attributes.append(Attribute("type", type)) }
    return field
  }
}

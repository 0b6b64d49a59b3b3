import Pawl

/// What the connection is asked to do, for printing.
struct ActionsDescription: Encodable {
  /// A PEP node: whose, of which device, in which version.
  struct Node: Encodable {
    let node: String
    let namespace: String
    var jid: String?
    var device: UInt32?
    var item: String?
  }

  var send: [String] = []
  var publish: [Node] = []
  var fetch: [Node] = []
  /// How many push tokens the gateway is to make.
  var fetchTokens: Int?
  /// Push tokens that the gateway is to forget.
  var revokeTokens: [String]?

  init(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .send(let stanza): send.append(stanza)
      case .publishBundle(let namespace):
        publish.append(Node(node: "bundle", namespace: namespace.rawValue))
      case .publishDeviceList(let namespace):
        publish.append(Node(node: "devicelist", namespace: namespace.rawValue))
      case .fetchDeviceList(let jid, let namespace):
        fetch.append(Node(node: "devicelist", namespace: namespace.rawValue, jid: jid))
      case .fetchBundle(let jid, let device, let namespace):
        fetch.append(Node(node: "bundle", namespace: namespace.rawValue, jid: jid, device: device.value))
      case .fetchTokens(let count): fetchTokens = count
      case .revokeTokens(let tokens): revokeTokens = tokens.map(\.text)
      case .publishDeviceStatement(let item):
        publish.append(Node(node: "statement", namespace: Device.deviceStatementNode, item: item))
      case .publishAddressList: publish.append(Node(node: "list", namespace: Device.addressListNode))
      case .fetchDeviceStatements(let jid):
        fetch.append(Node(node: "statements", namespace: Device.deviceStatementNode, jid: jid))
      case .fetchAddressList(let jid): fetch.append(Node(node: "list", namespace: Device.addressListNode, jid: jid))
      }
    }
  }

  /// One line each: the stanzas as they are, and what is to be published or fetched in words.
  var plainText: String {
    let publishing = publish.map { "publish the \($0.node) of \($0.namespace)" + ($0.item.map { ", item \($0)" } ?? "") }
    let fetching = fetch.map { "fetch the \($0.node) of \($0.jid ?? "") in \($0.namespace)" }
    let tokens =
      (fetchTokens.map { ["have the gateway make \($0) push tokens"] } ?? [])
      + (revokeTokens.map { ["have the gateway forget \($0.count) push tokens"] } ?? [])
    return (send + publishing + fetching + tokens).joined(separator: "\n")
  }
}

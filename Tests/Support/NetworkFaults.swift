/// How often each fault happens, in percent of what is sent.
package struct NetworkFaults: Sendable {
  package var loss: Int
  package var duplication: Int
  /// How many packets back the next delivery may be taken from. 1 keeps the order.
  package var window: Int

  package init(loss: Int, duplication: Int, window: Int) {
    self.loss = loss
    self.duplication = duplication
    self.window = window
  }

  package static let none = NetworkFaults(loss: 0, duplication: 0, window: 1)
  package static let rough = NetworkFaults(loss: 10, duplication: 10, window: 12)
}

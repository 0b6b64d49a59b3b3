/// A network that loses, delays, reorders and duplicates what is sent, by a seed: the same seed, the same faults.
package struct LossyNetwork<Packet> {
  package var faults: NetworkFaults
  package private(set) var lost = 0
  package private(set) var duplicated = 0
  private var inFlight: [Packet] = []

  package init(faults: NetworkFaults) {
    self.faults = faults
  }

  package var isEmpty: Bool {
    inFlight.isEmpty
  }

  package mutating func send(_ packet: Packet, using random: inout SplitMix64) {
    if Int.random(in: 0..<100, using: &random) < faults.loss {
      lost += 1
      return
    }
    inFlight.append(packet)
    if Int.random(in: 0..<100, using: &random) < faults.duplication {
      duplicated += 1
      inFlight.append(packet)
    }
  }

  /// The next packet to arrive, if one is on its way.
  package mutating func deliver(using random: inout SplitMix64) -> Packet? {
    guard !inFlight.isEmpty else { return nil }
    return inFlight.remove(at: Int.random(in: 0..<min(faults.window, inFlight.count), using: &random))
  }
}

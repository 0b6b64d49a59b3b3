/// How far a store has come: a number that grows with each message sent, in a store with a name of its own.
public struct StoreGeneration: Hashable, Sendable {
  /// 16 random bytes, new whenever the store was found to be a copy.
  public let storeID: [UInt8]
  public let count: Int64

  public init(storeID: [UInt8], count: Int64) {
    self.storeID = storeID
    self.count = count
  }
}

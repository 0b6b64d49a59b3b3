public import ArgumentParser
public import OMEMO

extension DeviceID: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(text: argument)
  }
}

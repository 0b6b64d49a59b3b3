import ArgumentParser
import PushGateway
import Version

@main
struct PawlGateway: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pawl-gateway", abstract: "A push endpoint for Pawl.", version: Version.current)
}

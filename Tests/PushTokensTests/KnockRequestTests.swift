import PushTokens
import Testing

@Suite("Knocks over HTTP")
struct KnockRequestTests {
  @Test("A knock is a post of the token and the priority to the endpoint, and nothing else")
  func request() {
    let request = KnockRequest(token: Fixtures.token(0xa1), endpoint: Fixtures.endpoint)
    #expect(request.method == "POST")
    #expect(request.endpoint == Fixtures.endpoint)
    #expect(request.headers.map { "\($0): \($1)" } == ["Content-Type: application/json"])
    #expect(request.bodyText == #"{"token":"00000000000000000000000000000000000000a1","priority":"high"}"#)
    #expect(request.body == Array(request.bodyText.utf8))
  }

  @Test(
    "F7 wait or cancel: the status says what becomes of the token",
    arguments: [
      (200, KnockResponse.accepted), (202, .accepted), (404, .unknownToken), (410, .unknownToken), (429, .retryLater),
      (503, .retryLater), (100, .failed), (201, .failed), (204, .failed), (301, .failed), (302, .failed),
      (307, .failed),
      (308, .failed), (400, .failed), (401, .failed), (403, .failed), (405, .failed), (500, .failed), (502, .failed),
      (504, .failed), (0, .failed), (-1, .failed), (.max, .failed), (.min, .failed),
    ])
  func response(status: Int, expected: KnockResponse) {
    #expect(KnockResponse(status: status) == expected)
  }
}

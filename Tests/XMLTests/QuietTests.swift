import Testing
import XML

@Suite("Output")
struct QuietTests {
  @Test("libxml2 prints nothing, whatever it refuses")
  func quiet() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      for document in [
        "", "<a>", "<a></b>", "<a b=c/>", "<p:a/>", "<a xmlns:xml='x'/>", "<a>&x;</a>", "<a>&#0;</a>",
        "<a xmlns='a b'/>", "<?xml version='1.0' encoding='x'?><a/>", "<!DOCTYPE a><a/>",
        "<a xml:lang='!' xml:space='x' xml:id='1'/>", "<a xmlns='relative'/>", "<a b='' b=''/>", "<a/><b/>",
        "<?xml version='1.0' standalone='x'?><a/>",
      ] {
        _ = try? Element.parse(document)
      }
    }
    #expect(result?.standardErrorContent.isEmpty == true)
  }
}

package io.diskwright.arrays.smis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XML made to read our files, to make us call somebody, or to fill our memory. */
final class HostileXmlTest {
  private static final String LAUGHS =
      """
      <!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">\
      <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">\
      <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>""";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTakeNoEntityFromOutside(boolean embedded, @TempDir Path directory) throws Exception {
    // Given
    Path secret = Files.writeString(directory.resolve("secret"), "5ecret");
    AtomicInteger fetched = new AtomicInteger();
    try (TestServer elsewhere = TestServer.start(null, exchange -> fetched.incrementAndGet())) {
      for (String entity : new String[] {secret.toUri().toString(), elsewhere.endpoint() + "/x"}) {
        String type = "<!DOCTYPE a [<!ENTITY e SYSTEM \"" + entity + "\">]>";

        // When, then
        assertThatThrownBy(() -> ask(embedded ? embedded(type, "&e;") : type + volume("&e;")))
            .isInstanceOfSatisfying(
                ArrayException.class,
                e -> assertThat(e.reason()).isEqualTo(ArraysReachable.BadAnswer))
            .hasMessageNotContaining("5ecret");
      }
    }
    assertThat(fetched).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotExpandWhatExplodes(boolean embedded) {
    assertThatThrownBy(() -> ask(embedded ? embedded(LAUGHS, "&f;") : LAUGHS + volume("&f;")))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.BadAnswer));
  }

  @Test
  void shouldReadAnEmbeddedInstanceThatIsHarmless() throws Exception {
    // Else the tests above would pass for another reason than they say.
    assertThat(ask(embedded("", "x"))).isEqualTo("CIM_StorageVolume 7");
  }

  @Test
  void shouldSurviveDepth() {
    String deep = "<CIM>".repeat(10_000);
    assertThatThrownBy(() -> ask(deep)).isInstanceOf(ArrayException.class);
  }

  private static String ask(String message) throws Exception {
    try (TestServer server =
        TestServer.start(
            null,
            exchange -> {
              String request =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              boolean first = request.contains("CIM_StorageVolume\"");
              TestServer.send(
                  exchange,
                  200,
                  "application/xml",
                  first ? message : CimServer.message("Any", CimServer.error(5, "none")));
            })) {
      return new SmisClient()
          .ask(Queries.volume(ArrayInterface.SmiS, server.endpoint(), "7", null))
          .element();
    }
  }

  private static String embedded(String type, String text) {
    String inner =
        "<?xml version=\"1.0\"?>"
            + type
            + "<INSTANCE CLASSNAME=\"X\"><PROPERTY NAME=\"p\" TYPE=\"string\"><VALUE>"
            + text
            + "</VALUE></PROPERTY></INSTANCE>";
    String escaped = inner.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    return volume("x\u0000")
        .replace(
            "<VALUE>x\u0000</VALUE></PROPERTY>",
            "<VALUE>x</VALUE></PROPERTY><PROPERTY NAME=\"E\" TYPE=\"string\" EmbeddedObject=\"instance\"><VALUE>"
                + escaped
                + "</VALUE></PROPERTY>");
  }

  private static String volume(String text) {
    return CimServer.message(
        "EnumerateInstances",
        "<IRETURNVALUE><VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME=\"V\"><KEYBINDING"
            + " NAME=\"DeviceID\"><KEYVALUE VALUETYPE=\"string\">7</KEYVALUE></KEYBINDING>"
            + "</INSTANCENAME><INSTANCE CLASSNAME=\"V\"><PROPERTY NAME=\"DeviceID\""
            + " TYPE=\"string\"><VALUE>7</VALUE></PROPERTY><PROPERTY NAME=\"ElementName\""
            + " TYPE=\"string\"><VALUE>"
            + text
            + "</VALUE></PROPERTY></INSTANCE></VALUE.NAMEDINSTANCE></IRETURNVALUE>");
  }
}

package local.microservice.consumer.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

/** What a page is sent when there are 500 instances. */
class ManyInstancesTest {

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Test
  void aSecondOfCallsToTwoHundredInstancesIsSmall() throws Exception {
    ManyInstances many = new ManyInstances(500, 200);
    Feed feed = new Feed(many::state, () -> HistoryJson.of(many.moments()));
    many.call(0);
    feed.snapshot();

    // In some of these seconds, a slice of the statistics ends, and every latency changes.
    for (int second = 0; second < 60; second++) {
      many.call(200 * 25);
      String patch = feed.patch();

      assertThat(instances(patch)).hasSize(200);
      assertThat(bytes(patch)).isLessThan(30_000);
    }
    assertThat(instances(feed.snapshot()).toString()).contains("p50Millis", "p99Millis");
  }

  private static JsonObject instances(String state) {
    return json(state)
        .getJsonObject("services")
        .getJsonObject("provider")
        .getJsonObject("instances");
  }

  @Test
  void theWholeStateAndThePastAreBounded() throws Exception {
    ManyInstances many = new ManyInstances(500, 500);
    for (int second = 0; second < 2 * Recording.MOST; second++) {
      many.call(500);
    }
    Feed feed = new Feed(many::state, () -> HistoryJson.of(many.moments()));

    assertThat(many.moments()).hasSize(Recording.MOST);
    assertThat(bytes(feed.snapshot())).isLessThan(200_000);
    assertThat(bytes(feed.history())).isLessThan(500_000);
  }

  @Test
  void differencesLeadFromEachStateToTheNext() throws Exception {
    ManyInstances many = new ManyInstances(20, 20);
    Feed feed = new Feed(many::state, () -> HistoryJson.of(many.moments()));
    many.call(1);
    JsonObject seen = json(feed.snapshot());

    for (int second = 0; second < 30; second++) {
      many.call(second < 15 ? 500 : 0);
      seen = Json.createMergePatch(json(feed.patch())).apply(seen).asJsonObject();

      assertThat(seen).isEqualTo(json(feed.snapshot()));
    }
    assertThat(seen.toString()).doesNotContain("p50Millis", "null");
  }
}

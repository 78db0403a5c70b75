package local.microservice.consumer.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.microservice.consumer.page.Moment.OfInstance;
import local.microservice.consumer.page.Moment.OfService;
import local.microservice.discovery.instance.Latency;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final Latency NONE = Latency.recent(List.of());

  private final Recording recording = new Recording();

  @Test
  void keepsTwoMinutesOfFewInstances() {
    record(200, 3);

    assertThat(recording.moments()).hasSize(Recording.MOST);
    assertThat(recording.last().at()).isEqualTo(Instant.ofEpochSecond(199));
  }

  @Test
  void keepsLessOfManyInstancesAndAlwaysTheLastMoment() {
    record(20, Recording.MOST_FIGURES / 10);
    assertThat(recording.moments()).hasSize(10);
    assertThat(recording.last().at()).isEqualTo(Instant.ofEpochSecond(19));

    record(2, Recording.MOST_FIGURES + 1);
    assertThat(recording.moments()).hasSize(1);
    assertThat(recording.last().at()).isEqualTo(Instant.ofEpochSecond(1));
  }

  private void record(int moments, int instances) {
    Map<Long, OfInstance> all = new HashMap<>();
    for (long id = 0; id < instances; id++) {
      all.put(id, new OfInstance("http://127.0.0.1:8080", 0, NONE));
    }
    OfService service = new OfService(0, 0, NONE, Optional.empty(), all);
    for (int second = 0; second < moments; second++) {
      recording.add(new Moment(Instant.ofEpochSecond(second), Map.of("provider", service)));
    }
  }
}

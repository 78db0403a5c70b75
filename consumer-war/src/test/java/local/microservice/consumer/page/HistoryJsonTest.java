package local.microservice.consumer.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import local.microservice.consumer.page.Moment.OfInstance;
import local.microservice.consumer.page.Moment.OfService;
import local.microservice.consumer.page.traffic.CallTally;
import local.microservice.discovery.instance.Latency;
import org.junit.jupiter.api.Test;

class HistoryJsonTest {

  private static final Latency WARM = new Latency(OptionalDouble.of(1.5), OptionalDouble.empty());

  private static Moment moment(long second, OfService provider) {
    return new Moment(Instant.ofEpochSecond(second), Map.of("provider", provider));
  }

  private static final List<Moment> MOMENTS =
      List.of(
          new Moment(Instant.ofEpochSecond(1), Map.of()),
          moment(
              2,
              new OfService(
                  10,
                  0,
                  Latency.NONE,
                  Optional.empty(),
                  Map.of(1L, new OfInstance("http://10.0.0.1:80", 10, Latency.NONE)))),
          moment(
              3,
              new OfService(
                  12,
                  1,
                  WARM,
                  Optional.of(new CallTally.Counts(5, 2, 0)),
                  Map.of(2L, new OfInstance("http://10.0.0.2:80", 2, WARM)))));

  @Test
  void hasTheMomentsOfEachServiceAndNothingWhereThereWasNothing() {
    assertThat(HistoryJson.of(MOMENTS).getJsonObject("services").getJsonObject("provider"))
        .hasToString(
            "{\"at\":[2000,3000],\"calls\":[10,12],\"failed\":[0,1],"
                + "\"p50Millis\":[null,1.5],\"p99Millis\":[null,null],"
                + "\"plain\":{\"calls\":[null,5],\"failed\":[null,2]},"
                + "\"instances\":{"
                + "\"1\":{\"address\":\"http://10.0.0.1:80\",\"calls\":[10,null]},"
                + "\"2\":{\"address\":\"http://10.0.0.2:80\",\"calls\":[null,2]}}}");
  }

  @Test
  void hasTheLatencyOfAnInstance() {
    assertThat(HistoryJson.latency(MOMENTS, "provider", "http://10.0.0.2:80").orElseThrow())
        .hasToString("{\"at\":[2000,3000],\"p50Millis\":[null,1.5],\"p99Millis\":[null,null]}");
  }

  @Test
  void knowsNoOtherInstanceAndNoOtherService() {
    assertThat(HistoryJson.latency(MOMENTS, "provider", "http://10.0.0.3:80")).isEmpty();
    assertThat(HistoryJson.latency(MOMENTS, "other", "http://10.0.0.2:80")).isEmpty();
    assertThat(HistoryJson.latency(MOMENTS, null, null)).isEmpty();
  }
}

package local.microservice.discovery.resolve;

import static local.microservice.discovery.resolve.SourceInForce.ENDPOINT_SLICES;
import static local.microservice.discovery.resolve.SourceInForce.NAMES;
import static local.microservice.discovery.resolve.SourceInForce.STORK;
import static local.microservice.discovery.resolve.SourceInForce.ofAll;
import static local.microservice.discovery.resolve.SourceInForce.only;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceInForceTest {

  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = EARLY.plusSeconds(1);

  private static final SourceInForce SLICES = new SourceInForce(ENDPOINT_SLICES, EARLY, null);
  private static final SourceInForce REFUSED = new SourceInForce(NAMES, LATE, "403");

  @Test
  void isThatOfTheNamesWhenThereIsNoOther() {
    assertThat(ofAll(List.of())).isEqualTo(only(NAMES));
    assertThat(ofAll(List.of(only(NAMES), only(NAMES)))).isEqualTo(only(NAMES));
  }

  @Test
  void isTheBetterOneIfAnyHostHasItWithTheReasonsOfTheOthers() {
    assertThat(ofAll(List.of(SLICES, SLICES))).isEqualTo(SLICES);
    assertThat(ofAll(List.of(REFUSED, SLICES, REFUSED, new SourceInForce(NAMES, EARLY, "other"))))
        .isEqualTo(new SourceInForce(ENDPOINT_SLICES, LATE, "403; other"));
    assertThat(ofAll(List.of(REFUSED))).isEqualTo(REFUSED);
  }

  @Test
  void isNewsWhenItIsAnotherOrWhenThereIsAReasonNow() {
    assertThat(SLICES.isNews(REFUSED)).isTrue();
    assertThat(REFUSED.isNews(SLICES)).isTrue();
    assertThat(REFUSED.isNews(new SourceInForce(NAMES, EARLY, null))).isTrue();
    assertThat(new SourceInForce(NAMES, EARLY, null).isNews(REFUSED)).isTrue();
    assertThat(SLICES.isNews(SLICES)).isFalse();
    assertThat(REFUSED.isNews(new SourceInForce(NAMES, LATE, "401"))).isFalse();
  }

  @Test
  void isNewsAtTheStartUnlessItIsTheUsualOrTheOnlyOne() {
    assertThat(SLICES.isNews(null)).isTrue();
    assertThat(REFUSED.isNews(null)).isTrue();
    assertThat(new SourceInForce(NAMES, EARLY, null).isNews(null)).isFalse();
    assertThat(only(NAMES).isNews(null)).isFalse();
    assertThat(only(STORK).isNews(null)).isFalse();
  }
}

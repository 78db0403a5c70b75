package local.microservice.discovery.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EvacuationsTest {

  private final Evacuations evacuations = new Evacuations();

  @Test
  void addThoseByHandToThoseOfTheConfiguration() {
    evacuations.begin("b");

    assertThat(evacuations.and(Set.of("a"))).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void endByHandOnlyWhatBeganByHand() {
    evacuations.begin("a");
    evacuations.begin("b");
    evacuations.end("a");
    evacuations.end("b");
    evacuations.end("b");

    assertThat(evacuations.and(Set.of("a"))).containsExactly("a");
  }
}

package local.microservice.discovery.stork;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.util.List;
import java.util.concurrent.TimeUnit;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import org.junit.jupiter.api.Test;

class StorkSourceTest {

  private static final SourceInForce STORK = SourceInForce.only(SourceInForce.STORK);

  private final TestClock clock = TestClock.overflowingIn(0);

  private Resolved resolve(Uni<List<ServiceInstance>> answer) {
    return new StorkSource(
            () -> {
              clock.pass(30, TimeUnit.MILLISECONDS);
              return answer;
            },
            clock)
        .resolve();
  }

  @Test
  void findsWhatADiscoveryOfStorkFinds() {
    List<ServiceInstance> found =
        List.of(
            new DefaultServiceInstance(1, "127.0.0.1", 81, false),
            new DefaultServiceInstance(2, "name.test", 82, true));

    assertThat(resolve(Uni.createFrom().item(found)))
        .isEqualTo(
            new Resolved(
                List.of(
                    new Endpoint("http", "127.0.0.1", null, 81),
                    new Endpoint("https", "name.test", null, 82)),
                30,
                null,
                STORK));
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(resolve(Uni.createFrom().item(List.of())))
        .isEqualTo(new Resolved(List.of(), 30, "the answer is empty", STORK));
    assertThat(resolve(Uni.createFrom().failure(new IllegalStateException("out of order"))))
        .isEqualTo(new Resolved(List.of(), 30, "out of order", STORK));
  }
}

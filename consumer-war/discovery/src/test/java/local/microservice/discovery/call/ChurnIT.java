package local.microservice.discovery.call;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.fixtures.TestService.Load;
import local.microservice.discovery.instance.Instance;
import org.junit.jupiter.api.Test;

/** Instances join and leave at random while 200 threads call. */
class ChurnIT {

  private static final int PROVIDERS = 8;
  private static final Duration TIME = Duration.ofSeconds(20);

  @Test
  void losesAndDoublesNoCallAndLeavesNothingBehind() throws Exception {
    churn(4711, TIME);
  }

  private static void churn(long seed, Duration time) throws Exception {
    Random random = new Random(seed);
    int threadsBefore = threads();
    List<TestProvider> providers = new ArrayList<>();
    for (int i = 0; i < PROVIDERS; i++) {
      providers.add(new TestProvider("127.0.0.1", 0));
    }
    AtomicReference<String> listed = new AtomicReference<>(addresses(providers));
    TestService service =
        TestService.of(
            new MapConfig()
                .with("discovery.refresh-interval", 100)
                // On few processors, the 400 threads of one process may wait seconds for their turn
                // to run.
                .with("discovery.call-timeout", 60_000)
                .with("discovery.read-timeout", 20_000)
                .with("discovery.connections.wait", 20_000)
                .with("discovery.ejection.stall", 20_000),
            listed::get);
    await().until(() -> service.resolved() == PROVIDERS);

    Load load = service.load(200);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Collections.shuffle(providers, random);
      listed.set(addresses(providers.subList(0, 1 + random.nextInt(PROVIDERS))));
      // Discovery reads the list ten times a second.
      TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(60));
    }
    load.stop();

    assertThat(load.errors).isEmpty();
    assertThat(providers.stream().mapToInt(TestProvider::requests).sum())
        .isEqualTo(load.calls.get())
        .isEqualTo((int) service.service().counts().calls());
    assertThat(service.service().counts().retries()).isZero();
    for (Instance instance : service.service().view().known()) {
      assertThat(instance.inFlight()).isZero();
      assertThat(instance.outstanding()).isEmpty();
    }
    service.close();
    for (TestProvider each : providers) {
      await().until(() -> each.connections() == 0);
      each.close();
    }
    await().until(() -> threads() <= threadsBefore);
  }

  private static String addresses(List<TestProvider> providers) {
    return providers.stream().map(TestProvider::address).collect(joining(","));
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("awaitility"))
            .count();
  }
}

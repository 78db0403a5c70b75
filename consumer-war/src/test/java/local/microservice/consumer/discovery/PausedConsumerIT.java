package local.microservice.consumer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A consumer that stands still for longer than its time-outs, as a suspended machine does. */
class PausedConsumerIT {

  private static final int THREADS = 24;

  /** The consumer: it calls without a pause, and answers each line with its figures. */
  public static void main(String[] addresses) throws Exception {
    try (TestService service = TestService.of(new MapConfig(), addresses);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      await().until(() -> service.resolved() == addresses.length);
      TestService.Load load = service.load(THREADS);
      System.out.println("ready");
      while (in.readLine() != null) {
        List<Instance> all = service.service().view().all();
        System.out.printf(
            "%d calls, %d errors, %d failures, %d ejections%n",
            load.calls.get(),
            load.errors.size(),
            all.stream().mapToLong(Instance::failures).sum(),
            all.stream().mapToLong(Instance::ejectedTotal).sum());
      }
    }
    System.exit(0);
  }

  private static int[] figures(JavaProcess consumer) throws Exception {
    consumer.writeLine("");
    return List.of(consumer.readLine().split(", ")).stream()
        .mapToInt(figure -> Integer.parseInt(figure.split(" ")[0]))
        .toArray();
  }

  @Test
  void blamesNoInstanceForThePause() throws Exception {
    CountDownLatch thawed = new CountDownLatch(1);
    try (TestProvider one = new TestProvider("127.0.0.1", 0);
        TestProvider two = new TestProvider("127.0.0.1", 0);
        JavaProcess consumer =
            new JavaProcess(PausedConsumerIT.class, one.address(), two.address())) {
      assertThat(consumer.readLine()).isEqualTo("ready");
      await().until(() -> figures(consumer)[0] > 1000);
      for (TestProvider each : List.of(one, two)) {
        // What is asked now has no answer until the consumer goes on.
        each.behave(
            connection -> {
              thawed.await();
              TestProvider.write(connection, 200, each.address());
            });
      }

      consumer.freeze();
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
      consumer.thaw();

      int[] after = figures(consumer);
      await().until(() -> figures(consumer)[1] > 0);
      thawed.countDown();
      await().until(() -> figures(consumer)[0] > after[0] + 1000);
      int[] figures = figures(consumer);
      assertThat(figures[1]).as("calls whose time was over").isBetween(1, THREADS);
      assertThat(figures[2]).as("failures of instances").isZero();
      assertThat(figures[3]).as("ejections").isZero();
    }
  }
}

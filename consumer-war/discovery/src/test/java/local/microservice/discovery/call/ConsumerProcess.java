package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import local.microservice.discovery.fixtures.JavaProcess;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.instance.Instance;

/** A consumer in its own process, with a heap of 64 MiB. It calls without a pause. */
final class ConsumerProcess extends JavaProcess {

  static final int THREADS = 24;

  /**
   * The results of the consumer's calls.
   *
   * @param calls how many calls have ended
   * @param errors how many calls had no good answer
   * @param failures how many failures counted against instances
   * @param ejections how many ejections there were
   */
  record Figures(long calls, long errors, long failures, long ejections) {}

  ConsumerProcess(TestProvider... providers) throws IOException {
    super(
        ConsumerProcess.class,
        Stream.of(providers).map(TestProvider::address).toArray(String[]::new));
    assertThat(readLine()).isEqualTo("ready");
  }

  /** Runs the consumer. It answers each line of its input with its figures. */
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
            "%d %d %d %d%n",
            load.calls.get(),
            load.errors.size(),
            all.stream().mapToLong(each -> each.history().failures()).sum(),
            all.stream().mapToLong(Instance::ejections).sum());
      }
    }
    System.exit(0);
  }

  Figures figures() throws IOException {
    writeLine("");
    String[] figures = readLine().split(" ");
    return new Figures(
        Long.parseLong(figures[0]),
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]));
  }
}

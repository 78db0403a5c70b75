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

/** A consumer in a process of its own, with a heap of 64 MiB: it calls without a pause. */
final class ConsumerProcess extends JavaProcess {

  static final int THREADS = 24;

  /**
   * What has become of its calls.
   *
   * @param calls how many have ended
   * @param errors how many of them without a good answer
   * @param failures failures of instances
   * @param ejections ejections of instances
   */
  record Figures(long calls, long errors, long failures, long ejections) {}

  ConsumerProcess(TestProvider... providers) throws IOException {
    super(
        ConsumerProcess.class,
        Stream.of(providers).map(TestProvider::address).toArray(String[]::new));
    assertThat(readLine()).isEqualTo("ready");
  }

  /** The consumer, which answers each line with its figures. */
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
